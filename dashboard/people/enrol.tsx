import { useState } from 'preact/hooks';
import type { OneTimeCode, PersonRole } from '../../protocol/wire/people.ts';
import { here } from '../base/address.ts';
import { roleWords } from '../base/people-words.ts';
import { useBusy } from '../live/own-build.ts';
import { CodeShown } from '../parts/one-time-code.tsx';
import { Both } from '../parts/parts.tsx';
import { AskingForm } from '../parts/sign-in/asking-form.tsx';
import { CounterField } from '../parts/sign-in/card-form.tsx';
import { Field } from '../parts/sign-in/field.tsx';

const ROLES: readonly PersonRole[] = ['staff', 'supervisor'];

/** Enrols a person, or somebody anew: who forgot their PIN, lost their card, or is to be something else from now on. */
export function Enrol({ changed, card }: { changed: () => void; card: boolean }) {
  const [code, setCode] = useState<OneTimeCode | null>(null);
  useBusy(code !== null);
  return (
    <section class="panel" aria-labelledby="enrol-title">
      <h2 id="enrol-title">
        <Both text={{ ja: '登録・再登録する', en: 'Enrol, or enrol anew' }} />
      </h2>
      <p class="quiet">
        <Both
          text={{
            ja: '暗証番号を忘れた、カードをなくした、役割が変わる方も、同じ名前でここから登録し直します。前の暗証番号とカードは使えなくなります。',
            en: 'A forgotten PIN, a lost card or another role: enrol the same name again. The PIN and the card of before stop working.',
          }}
          stacked
        />
      </p>
      <AskingForm<OneTimeCode>
        to="/api/v1/people"
        read={(filled) => ({
          name: filled('name'),
          role: filled('role'),
          ...(filled('counter') === '' ? {} : { counter: Number(filled('counter')) }),
        })}
        onDone={(made) => {
          setCode(made);
          changed();
        }}
        yes={{ ja: 'コードを作る', en: 'Make a code' }}
        testid="enrol"
      >
        <Field
          name="name"
          words={{ ja: '職員番号または名前', en: 'Staff number or name' }}
          autocomplete="off"
          maxLength={64}
        />
        <fieldset class="row">
          <legend>
            <Both text={{ ja: '役割', en: 'Role' }} />
          </legend>
          {ROLES.map((role) => (
            <label key={role} class="check">
              <input type="radio" name="role" value={role} defaultChecked={role === 'staff'} />{' '}
              <Both text={roleWords[role]} />
            </label>
          ))}
        </fieldset>
        {card && (
          <>
            <p class="quiet">
              <Both
                text={{
                  ja: 'カードも登録するときは、1分以内に置いたカードの窓口を入れてください。',
                  en: 'To enrol a card too, name the counter on whose reader it was put within the last minute.',
                }}
                stacked
              />
            </p>
            <CounterField counter={null} required={false} />
          </>
        )}
      </AskingForm>
      {code !== null && (
        <CodeShown
          code={code}
          words={{
            ja: 'ご本人に渡してください。サインインの画面の「はじめて」で、暗証番号を決めます。',
            en: 'Give this to the person: with it they choose their PIN where people sign in, under “First time”.',
          }}
          address={`${location.origin}${here('/sign-in')}#code=${code.code}`}
        />
      )}
    </section>
  );
}
