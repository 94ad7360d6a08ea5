import { useState } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Me } from '../../protocol/wire/people.ts';
import { here } from '../base/address.ts';
import { roleWords } from '../base/people-words.ts';
import { type Problem, postJson } from '../live/api.ts';
import { Both } from '../parts/parts.tsx';
import { AskingForm } from '../parts/sign-in/asking-form.tsx';
import { NewPinFields, NOT_THE_SAME, PinField } from '../parts/sign-in/field.tsx';

/** Who is signed in here, and what they may do about that. Nothing where nobody signs in. */
export function WhoIsHere({ me }: { me: Me }) {
  if (!me.signIn || me.role === null) return null;
  return (
    <details class="who" data-testid="who" data-role={me.role}>
      <summary>
        {me.name !== null && <b data-testid="who-name">{me.name}</b>} <Both text={roleWords[me.role]} />
      </summary>
      <div class="who-acts panel">
        {me.role === 'supervisor' && (
          <a class="act" href={here('/people')} data-testid="to-people">
            <Both text={{ ja: '職員の登録', en: 'People' }} />
          </a>
        )}
        <ChangePin />
        <SignOut />
      </div>
    </details>
  );
}

function SignOut() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const leave = async (everywhere: boolean) => {
    const answer = await postJson<null>('/api/v1/sign-out', everywhere ? { everywhere } : {});
    // Whoever leaves leaves nothing of theirs on the screen.
    if (answer.ok || answer.problem.status === 401) location.replace(here('/sign-in'));
    else setProblem(answer.problem);
  };
  const button = (everywhere: boolean, words: LocalText) => (
    <button
      type="button"
      class="act"
      data-testid={everywhere ? 'sign-out-everywhere' : 'sign-out'}
      onClick={() => leave(everywhere)}
    >
      <Both text={words} />
    </button>
  );
  return (
    <>
      {button(false, { ja: 'サインアウト', en: 'Sign out' })}
      {button(true, { ja: 'すべての端末でサインアウト', en: 'Sign out everywhere' })}
      <div role="alert">{problem !== null && <Both text={problem} />}</div>
    </>
  );
}

function ChangePin() {
  const [done, setDone] = useState(false);
  return (
    <details onToggle={() => setDone(false)} data-testid="change-pin">
      <summary>
        <Both text={{ ja: '暗証番号を変える', en: 'Change your PIN' }} />
      </summary>
      <AskingForm<null>
        to="/api/v1/pin"
        read={(filled) =>
          filled('new') === filled('again') ? { old: filled('pin'), pin: filled('new') } : NOT_THE_SAME
        }
        onDone={() => setDone(true)}
        yes={{ ja: '変える', en: 'Change it' }}
        testid="pin-form"
      >
        <PinField words={{ ja: 'いまの暗証番号', en: 'Your PIN now' }} />
        <NewPinFields />
      </AskingForm>
      <p role="status">
        {done && (
          <Both
            text={{
              ja: '暗証番号を変えました。ほかの端末ではサインアウトされました。',
              en: 'Your PIN is changed. Other browsers were signed out.',
            }}
          />
        )}
      </p>
    </details>
  );
}
