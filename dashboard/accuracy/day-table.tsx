import type { AccuracyDayView } from '../../protocol/congestion/views.ts';
import { clockTime } from '../base/format.ts';
import { Both } from '../parts/parts.tsx';
import { verdictOf, verdictWords } from './verdict.ts';

/** The drawing in words, for whoever can't see it, and for copying. */
export function DayTable({ view }: { view: AccuracyDayView }) {
  const names = new Map(view.services.map(({ service, name }) => [service, name]));
  const { tickets } = view.accuracy;
  return (
    <details class="day-table">
      <summary>
        <Both text={{ ja: '表で見る', en: 'As a table' }} />
        {view.tickets.length < tickets && (
          <>
            {' '}
            <Both
              text={{
                ja: `（${tickets}人から均等に選んだ${view.tickets.length}人）`,
                en: `(${view.tickets.length} of ${tickets}, evenly chosen)`,
              }}
            />
          </>
        )}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">受付 Issued</th>
            <th scope="col">業務 Service</th>
            <th scope="col">案内した幅（分） Range</th>
            <th scope="col">実際（分） Actual</th>
            <th scope="col">結果 Result</th>
          </tr>
        </thead>
        <tbody>
          {view.tickets.map((ticket) => {
            const { lowMinutes, highMinutes } = ticket.estimate;
            return (
              <tr key={`${ticket.at} ${ticket.service}`} data-testid="ticket-row">
                <td class="figure">{clockTime(ticket.at)}</td>
                <td>{names.get(ticket.service)?.ja ?? ticket.service}</td>
                <td class="figure">
                  {lowMinutes}〜{highMinutes}
                </td>
                <td class="figure">{ticket.actualMinutes}</td>
                <td>
                  <Both text={verdictWords[verdictOf(ticket)]} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}
