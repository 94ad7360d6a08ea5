import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { accuracyWords } from '../base/accuracy-words.ts';
import { Both } from '../parts/parts.tsx';

/** How right the estimates are that this section's visitors are told: the hub's word, and the way to its page of them. */
export function AccuracyPanel({ lead }: { lead: LeadView }) {
  if (lead.hub.state === 'none') return null;
  const words = lead.accuracy === null ? null : accuracyWords(lead.accuracy);
  return (
    <section class="panel" aria-labelledby="accuracy-title" data-testid="accuracy">
      <h2 id="accuracy-title">
        <Both text={{ ja: '待ち時間の予測', en: 'Estimated waits' }} />
      </h2>
      <p>
        <Both
          text={
            words ?? {
              ja: '予測の精度は、呼び出しの実績がたまると表示します。',
              en: 'How right they are is shown once more tickets have been called.',
            }
          }
        />
      </p>
      {lead.accuracyPage !== null && (
        <p>
          {lead.hub.state === 'connected' ? (
            <a href={lead.accuracyPage} target="_blank" rel="noreferrer" data-testid="accuracy-page">
              <Both text={{ ja: '予測と実際を日ごとに見る', en: 'Estimates and actual waits, day by day' }} />
            </a>
          ) : (
            <Both
              text={{
                ja: '日ごとの記録は、市のサーバーにつながると見られます。',
                en: 'The days can be seen when the city’s server is connected.',
              }}
            />
          )}
        </p>
      )}
    </section>
  );
}
