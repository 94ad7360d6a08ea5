import { useRef, useState } from 'preact/hooks';
import { type Problem, postJson } from '../live/api.ts';
import { Both } from './parts.tsx';

/** Letters and figures that nobody takes for another (Crockford's): what codes are written in. */
const KEYS = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ');

/** A screen that this section doesn't know yet: staff make a code at their page and type it here, by keys or with a finger. */
export function PairScreen() {
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState(false);
  const pair = async () => {
    if (asking) return;
    setAsking(true);
    setProblem(null);
    const answer = await postJson<unknown>('/api/v1/pair', { code: field.current?.value ?? '' });
    setAsking(false);
    if (answer.ok) return location.reload();
    if (field.current !== null) field.current.value = '';
    setProblem(answer.problem);
  };
  const type = (change: (code: string) => string) => {
    if (field.current !== null) field.current.value = change(field.current.value);
  };
  return (
    <main class="pair-screen" data-testid="pair-screen">
      <h1>
        <Both text={{ ja: 'この画面はまだ登録されていません', en: 'This screen is not known here yet' }} stacked />
      </h1>
      <p>
        <Both
          text={{
            ja: '職員の方へ：職員の画面の「発券機・表示盤の画面をつなぐ」でコードを作り、ここに入れてください。',
            en: 'Staff: make a code at your page, under “Add a kiosk or a board”, and type it here.',
          }}
          stacked
        />
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          pair();
        }}
      >
        <label class="pair-field">
          <Both text={{ ja: 'コード', en: 'Code' }} />
          <input
            ref={field}
            name="code"
            required
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={32}
          />
        </label>
        <div role="alert">
          {problem !== null && (
            <p class="banner bad" data-testid="fault">
              <Both text={problem} stacked />
            </p>
          )}
        </div>
        <div class="pair-keys">
          {KEYS.map((key) => (
            <button type="button" key={key} onClick={() => type((code) => code + key)}>
              {key}
            </button>
          ))}
        </div>
        <div class="pair-acts">
          <button type="button" onClick={() => type((code) => code.slice(0, -1))} data-testid="take-back">
            <Both text={{ ja: '1文字消す', en: 'Delete one' }} />
          </button>
          <button type="submit" class="pair-go" data-testid="pair">
            <Both text={{ ja: 'つなぐ', en: 'Connect' }} />
          </button>
        </div>
      </form>
    </main>
  );
}
