import { Both } from '../parts/parts.tsx';
import type { Commands } from './use-commands.ts';

/** Says why a command wasn't done, in the words of whoever refused it. */
export function OutcomeNote({ commands }: { commands: Commands }) {
  const { outcome } = commands;
  return (
    <div role="alert">
      {outcome !== null && (
        <div class="banner bad note" data-testid="refusal" data-code={outcome.problem.code ?? ''}>
          <p>
            <strong>
              <Both text={outcome.problem} />
            </strong>{' '}
            {outcome.kind === 'unsure' ? (
              <Both
                text={{
                  ja: '届いたかどうか分かりません。もう一度送っても、二度は行われません。',
                  en: 'It may or may not have arrived. Sending again acts only once.',
                }}
              />
            ) : (
              outcome.problem.code !== null && <code>{outcome.problem.code}</code>
            )}
          </p>
          <div class="row">
            {outcome.kind === 'unsure' && (
              <button type="button" class="act" onClick={commands.again}>
                <Both text={{ ja: 'もう一度送る', en: 'Send again' }} />
              </button>
            )}
            <button type="button" class="act" onClick={commands.dismiss}>
              <Both text={{ ja: '閉じる', en: 'Dismiss' }} />
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
