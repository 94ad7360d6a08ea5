import { useState } from 'preact/hooks';
import type { OneTimeCode, ScreenRole } from '../../protocol/wire/people.ts';
import { roleWords } from '../base/people-words.ts';
import { type Problem, postJson } from '../live/api.ts';
import { CodeShown } from '../parts/one-time-code.tsx';
import { Both } from '../parts/parts.tsx';

const SCREENS: readonly ScreenRole[] = ['kiosk', 'board'];

/** Makes a browser elsewhere a kiosk or a board of this section, by a code that is typed there. */
export function Pairing({ zone }: { zone: string }) {
  const [made, setMade] = useState<{ readonly role: ScreenRole; readonly code: OneTimeCode } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const make = async (role: ScreenRole) => {
    const answer = await postJson<OneTimeCode>('/api/v1/pairing', { role });
    setMade(answer.ok ? { role, code: answer.value } : null);
    setProblem(answer.ok ? null : answer.problem);
  };
  return (
    <details class="panel" data-testid="pairing" onToggle={() => setMade(null)}>
      <summary>
        <Both text={{ ja: '発券機・表示盤の画面をつなぐ', en: 'Add a kiosk or a board' }} />
      </summary>
      <p>
        <Both
          text={{
            ja: 'その画面に出ている入力欄に、ここで作るコードを入れてください。',
            en: 'Make a code here and type it on that screen.',
          }}
          stacked
        />
      </p>
      <div class="row">
        {SCREENS.map((role) => (
          <button type="button" class="act" key={role} data-testid={`pair-${role}`} onClick={() => make(role)}>
            <Both
              text={{ ja: `${roleWords[role].ja}のコード`, en: `Code for a ${roleWords[role].en.toLowerCase()}` }}
            />
          </button>
        ))}
      </div>
      {made !== null && (
        <CodeShown
          code={made.code}
          zone={zone}
          words={{
            ja: `${roleWords[made.role].ja}の画面に入れるコード`,
            en: `Type this on the ${roleWords[made.role].en.toLowerCase()}`,
          }}
        />
      )}
      <div role="alert">
        {problem !== null && (
          <p class="banner bad">
            <Both text={problem} />
          </p>
        )}
      </div>
    </details>
  );
}
