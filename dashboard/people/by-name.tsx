import { useRef, useState } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { type Problem, postJson } from '../live/api.ts';
import type { Question } from '../parts/confirm.tsx';
import { Both } from '../parts/parts.tsx';
import { Field } from '../parts/sign-in/field.tsx';

const ACTS = [
  { act: 'unlock', words: { ja: 'ロックを解く', en: 'Unlock' }, done: { ja: 'ロックを解きました。', en: 'Unlocked.' } },
  {
    act: 'sign-out',
    words: { ja: 'サインアウトさせる', en: 'Sign out' },
    done: { ja: 'すべての端末でサインアウトさせました。', en: 'Signed out everywhere.' },
  },
  { act: 'remove', words: { ja: '登録を消す', en: 'Remove' }, done: { ja: '登録を消しました。', en: 'Removed.' } },
] as const;

interface ByNameProps {
  changed: () => void;
  ask: (question: Question) => void;
}

/** Finds somebody by the name that they sign in with: the list has no names. */
export function ByName({ changed, ask }: ByNameProps) {
  const form = useRef<HTMLFormElement>(null);
  const [said, setSaid] = useState<{ readonly words: LocalText; readonly bad: boolean } | null>(null);
  const does = (each: (typeof ACTS)[number]) => {
    if (form.current?.reportValidity() !== true) return;
    const name = String(new FormData(form.current).get('name') ?? '').trim();
    const words = {
      ja: `${name} の登録を消しますか。すべての端末でサインアウトされ、サインインできなくなります。`,
      en: `Remove ${name}? They are signed out everywhere and can't sign in any more.`,
    };
    if (each.act === 'remove') ask({ words, yes: each.words, act: () => send(each, name) });
    else send(each, name);
  };
  const send = async ({ act, done }: (typeof ACTS)[number], name: string) => {
    const answer = await postJson<null>(`/api/v1/people/${act}`, { name });
    setSaid(answer.ok ? { words: done, bad: false } : { words: sentence(answer.problem), bad: true });
    if (answer.ok) form.current?.reset();
    changed();
  };
  return (
    <section class="panel" aria-labelledby="by-name-title">
      <h2 id="by-name-title">
        <Both text={{ ja: '名前で行う', en: 'By name' }} />
      </h2>
      <form ref={form} class="asking" data-testid="by-name" onSubmit={(event) => event.preventDefault()}>
        <Field
          name="name"
          words={{ ja: '職員番号または名前', en: 'Staff number or name' }}
          autocomplete="off"
          maxLength={64}
        />
        <div class="row">
          {ACTS.map((each) => (
            <button
              type="button"
              class="act"
              key={each.act}
              data-testid={`${each.act}-name`}
              onClick={() => does(each)}
            >
              <Both text={each.words} />
            </button>
          ))}
        </div>
        <div role="status" data-testid="said">
          {said !== null && (
            <p class={said.bad ? 'banner bad' : 'banner good'}>
              <Both text={said.words} />
            </p>
          )}
        </div>
      </form>
    </section>
  );
}

const sentence = ({ ja, en }: Problem): LocalText => ({ ja, en });
