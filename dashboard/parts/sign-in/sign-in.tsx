import { useState } from 'preact/hooks';
import type { LocalText } from '../../../protocol/ground/identifiers.ts';
import type { Me } from '../../../protocol/wire/people.ts';
import { here } from '../../base/address.ts';
import { Both } from '../parts.tsx';
import { AskingForm } from './asking-form.tsx';
import { CardForm } from './card-form.tsx';
import { Field, NewPinFields, NOT_THE_SAME, PinField } from './field.tsx';

type Way = 'name' | 'card' | 'first';

const WAYS: Readonly<Record<Way, LocalText>> = {
  name: { ja: '職員番号', en: 'By name' },
  card: { ja: '職員カード', en: 'By card' },
  first: { ja: 'はじめて・暗証番号を忘れた', en: 'First time, or PIN forgotten' },
};

export interface SignInProps {
  methods: Me['methods'];
  /** The counter at which somebody is, as far as it is known: its reader takes their card. */
  counter: number | null;
  /** The code that the address brought: its owner chooses their PIN. */
  code?: string | null;
  onDone: (me: Me) => void;
}

/** The ways in which a person says who they are; what is typed stays in this browser until it is sent. */
export function SignIn({ methods, counter, code = null, onDone }: SignInProps) {
  const ways: readonly Way[] = [
    ...(methods.name ? (['name'] as const) : []),
    ...(methods.card ? (['card'] as const) : []),
    'first',
  ];
  const [way, setWay] = useState<Way>(code === null ? (ways[0] ?? 'first') : 'first');
  return (
    <>
      <nav class="counters ways" aria-label="サインインの方法 Ways to sign in">
        {ways.map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={each === way}
            data-testid={`way-${each}`}
            onClick={() => setWay(each)}
          >
            <Both text={WAYS[each]} stacked />
          </button>
        ))}
      </nav>
      {way === 'name' && <NameForm onDone={onDone} />}
      {way === 'card' && <CardForm counter={counter} onDone={onDone} />}
      {way === 'first' && <FirstForm code={code} onDone={onDone} />}
      {methods.oidc && (
        <p class="elsewhere">
          <a class="act" href={here('/api/v1/oidc/start')} data-testid="oidc">
            <Both text={{ ja: '市のアカウントでサインイン', en: 'Sign in with the city’s account' }} />
          </a>
        </p>
      )}
    </>
  );
}

const SIGN_IN: LocalText = { ja: 'サインイン', en: 'Sign in' };

function NameForm({ onDone }: { onDone: (me: Me) => void }) {
  return (
    <AskingForm<Me>
      to="/api/v1/sign-in"
      read={(filled) => ({ name: filled('name'), pin: filled('pin') })}
      onDone={onDone}
      yes={SIGN_IN}
      testid="by-name"
      eager
    >
      <Field
        name="name"
        words={{ ja: '職員番号または名前', en: 'Staff number or name' }}
        autocomplete="username"
        maxLength={64}
      />
      <PinField />
    </AskingForm>
  );
}

/** The PIN is chosen by its owner alone: with the code that a supervisor gave, or that the first supervisor reads at the lead. */
function FirstForm({ code, onDone }: { code: string | null; onDone: (me: Me) => void }) {
  return (
    <AskingForm<Me>
      to="/api/v1/sign-in/first"
      read={(filled) =>
        filled('new') === filled('again')
          ? { code: filled('code'), name: filled('name'), pin: filled('new') }
          : NOT_THE_SAME
      }
      onDone={onDone}
      yes={{ ja: '暗証番号を決めてサインイン', en: 'Set the PIN and sign in' }}
      testid="first"
      eager
    >
      <Field
        name="code"
        words={{ ja: '登録コード', en: 'Code' }}
        hint={{
          ja: '責任者から受け取ったコード。最初の責任者の方は、親端末の記録に出ています。',
          en: 'From your supervisor. The very first supervisor finds it in the lead’s log.',
        }}
        autocomplete="one-time-code"
        capitals
        maxLength={32}
        initially={code}
      />
      <Field
        name="name"
        words={{ ja: '職員番号または名前', en: 'Staff number or name' }}
        autocomplete="username"
        maxLength={64}
      />
      <NewPinFields />
    </AskingForm>
  );
}
