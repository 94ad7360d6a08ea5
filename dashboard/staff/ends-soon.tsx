import type { Me } from '../../protocol/wire/people.ts';
import { postJson } from '../live/api.ts';
import { Both } from '../parts/parts.tsx';
import type { Who } from '../parts/sign-in/for-staff.tsx';

/** So long before its end a sign-in is spoken of, milliseconds: long enough to finish a sentence to whoever is at the counter. */
const SPOKEN_OF_MS = 2 * 60_000;

interface EndsSoonProps {
  who: Who;
  /** The server's time, milliseconds since 1970; null where it isn't known. */
  at: number | null;
}

/** Says, at the page’s foot where it moves no button, that nobody has done anything here for long and that whoever is signed in will be signed out; one press, and they go on. */
export function EndsSoon({ who: { me, ask }, at }: EndsSoonProps) {
  const soon = me.until !== null && at !== null && me.until - at <= SPOKEN_OF_MS;
  return (
    <div role="alert">
      {soon && (
        <div class="banner soon note" data-testid="ends-soon">
          <Both
            text={{
              ja: 'しばらく操作がないため、まもなく（2分以内に）サインアウトします。',
              en: 'Nothing was done here for a while: you will be signed out within 2 minutes.',
            }}
          />
          <button type="button" class="act" data-testid="stay" onClick={() => postJson<Me>('/api/v1/me', {}).then(ask)}>
            <Both text={{ ja: '続ける', en: 'Stay signed in' }} />
          </button>
        </div>
      )}
    </div>
  );
}
