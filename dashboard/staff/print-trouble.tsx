import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { printAdvice } from './staff-words.ts';
import { PrintMark } from './ticket-marks.tsx';

const SHOWN = 6;

/** Numbers of people still here whose paper may not have come out, and what to do about it. */
export function PrintTrouble({ desk }: { desk: Desk }) {
  const troubled = desk.lead.tickets.filter(
    (ticket) => printAdvice(ticket) !== null && ticket.state !== 'done' && ticket.state !== 'cancelled',
  );
  if (troubled.length === 0) return null;
  return (
    <section class="banner bad note" data-testid="print-trouble">
      <h2>
        <Both
          text={{
            ja: `札が出ていないかもしれません（${troubled.length}枚）`,
            en: `${troubled.length} tickets may not have been printed`,
          }}
        />
      </h2>
      <ul>
        {troubled.slice(0, SHOWN).map((ticket) => {
          const advice = printAdvice(ticket);
          return (
            <li key={ticket.ticket}>
              <b class="number">{ticket.number}</b> <PrintMark ticket={ticket} desk={desk} />{' '}
              {advice !== null && <Both text={advice} />}
            </li>
          );
        })}
      </ul>
      {troubled.length > SHOWN && <p>ほか {troubled.length - SHOWN}枚（下の一覧にあります） and more below</p>}
    </section>
  );
}
