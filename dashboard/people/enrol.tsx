import { useRef, useState } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { OneTimeCode, PersonRole } from '../../protocol/wire/people.ts';
import { here } from '../base/address.ts';
import { roleWords } from '../base/people-words.ts';
import { postJson } from '../live/api.ts';
import { useBusy } from '../live/own-build.ts';
import { CodeShown } from '../parts/one-time-code.tsx';
import { Both } from '../parts/parts.tsx';
import { AskingForm } from '../parts/sign-in/asking-form.tsx';
import { CounterField } from '../parts/sign-in/card-form.tsx';
import { Field } from '../parts/sign-in/field.tsx';
import { DutyChoice } from './duty-choice.tsx';

const CARD_WORDS: LocalText = {
  ja: 'カードも登録するときは、窓口の番号を入れて「カードを置く」を押し、1分以内にその窓口の読み取り機に置いてください。',
  en: 'To enrol a card too: the counter’s number, then “Put the card”, then put it on that counter’s reader within a minute.',
};

const ROLES: readonly PersonRole[] = ['staff', 'supervisor'];

/** Enrols a person, or somebody anew: who forgot their PIN, lost their card, or is to be something else from now on. */
export function Enrol({ changed }: { changed: () => void }) {
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
          ...(filled('duty') === '' ? {} : { duty: filled('duty') }),
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
        <DutyChoice />
        <CardToo />
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

/** A card of theirs, on a counter's reader: the lead is told first that the next one there is for this. */
function CardToo() {
  const part = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState<LocalText>(CARD_WORDS);
  const put = async () => {
    const counter = Number(part.current?.querySelector('input')?.value);
    const answer = await postJson<null>('/api/v1/sign-in/card', { counter });
    const { ja, en } = answer.ok
      ? {
          ja: `${counter}番窓口の読み取り機にカードを置いてから、「コードを作る」を押してください。`,
          en: `Put the card on the reader of counter ${counter}, then press “Make a code”.`,
        }
      : answer.problem;
    setSaid({ ja, en });
  };
  return (
    <details>
      <summary>
        <Both text={{ ja: '職員カードも登録する', en: 'Enrol a card too' }} />
      </summary>
      <div ref={part}>
        <p class="quiet" role="status">
          <Both text={said} stacked />
        </p>
        <CounterField counter={null} required={false} />
        <button type="button" class="small" data-testid="put-card" onClick={put}>
          <Both text={{ ja: 'カードを置く', en: 'Put the card' }} />
        </button>
      </div>
    </details>
  );
}
