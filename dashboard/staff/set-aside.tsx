import { clockTime } from '../base/format.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { TicketActs } from './ticket-acts.tsx';
import { Marks } from './ticket-marks.tsx';

const kinds = [
  { state: 'held', words: { ja: '保留（書類の用意など）', en: 'On hold' } },
  { state: 'absent', words: { ja: '不在', en: 'Absent' } },
] as const;

/** Those who left the counter without being done: they don't come back by themselves. */
export function SetAside({ desk }: { desk: Desk }) {
  return (
    <>
      {kinds.map(({ state, words }) => {
        const tickets = desk.lead.tickets.filter((ticket) => ticket.state === state);
        if (tickets.length === 0) return null;
        return (
          <section class="panel" key={state} data-testid={state}>
            <h2>
              <Both text={words} />
            </h2>
            <ul class="tickets">
              {tickets.map((ticket) => (
                <li class="ticket" key={ticket.ticket} data-number={ticket.number}>
                  <b class="number ticket-number">{ticket.number}</b>
                  <span class="figure ticket-waited">
                    {ticket.calledAt !== null && `${clockTime(ticket.calledAt, desk.lead.hours.timezone)} 呼出`}
                  </span>
                  <Marks ticket={ticket} />
                  <TicketActs ticket={ticket} desk={desk} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
