import type { Accuracy } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { Both } from '../parts/parts.tsx';

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** The three figures by which an estimate is judged, and of how many tickets they are. */
export function AccuracyFigures({ title, accuracy }: { title?: LocalText; accuracy: Accuracy }) {
  const { tickets, medianErrorMinutes, covered, levelRight } = accuracy;
  const figures = [
    {
      id: 'median-error',
      value: `${medianErrorMinutes}分`,
      text: { ja: '予測と実際の差（半分の人がこれ以内）', en: 'Off by at most this, for half of the people (min)' },
    },
    {
      id: 'covered',
      value: percent(covered),
      text: { ja: '案内した幅に入った割合（めざすのは80%）', en: 'Waits within the range (meant to be 80%)' },
    },
    { id: 'level-right', value: percent(levelRight), text: { ja: '混雑度が合っていた割合', en: 'Level was right' } },
    { id: 'tickets', value: `${tickets}人`, text: { ja: '呼び出した人数', en: 'People called' } },
  ];
  return (
    <div class="accuracy-figures">
      {title !== undefined && (
        <h3>
          <Both text={title} />
        </h3>
      )}
      <dl>
        {figures.map(({ id, value, text }) => (
          <div key={id}>
            <dt>
              <Both text={text} stacked />
            </dt>
            <dd class="figure" data-testid={id}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
