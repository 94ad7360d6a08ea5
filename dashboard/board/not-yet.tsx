import type { LiveOrProblem } from '../live/use-live.ts';
import { Both, StaleBanner } from '../parts/parts.tsx';

/** A board whose server has said nothing yet: it has just been switched on, or the server is not there. */
export function NotYet({ live }: { live: LiveOrProblem<unknown> }) {
  return (
    <main class="not-yet">
      <h1>
        <Both text={{ ja: '表示盤', en: 'Board' }} />
      </h1>
      <StaleBanner live={live} />
      {live.status !== 'connecting' && (
        <p>
          <Both
            text={{
              ja: 'つながりしだい、お呼び出しを表示します。お困りのときは職員にお声がけください。',
              en: 'Calls are shown as soon as there is a connection. Please ask our staff for help.',
            }}
            stacked
          />
        </p>
      )}
    </main>
  );
}
