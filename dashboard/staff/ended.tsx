import { useState } from 'preact/hooks';
import { clockTime } from '../base/format.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { endWords } from './staff-words.ts';
import { TicketActs } from './ticket-acts.tsx';

/** Whose visit is over, the latest first: what ended by mistake is put back from here until the day ends. */
export function Ended({ desk: { lead }, desk }: { desk: Desk }) {
  const [open, setOpen] = useState(false);
  const ended = lead.tickets.filter(({ state }) => state === 'done' || state === 'cancelled');
  return (
    <details class="panel" data-testid="ended" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Both text={{ ja: '本日終わった番号札', en: 'Ended today' }} />{' '}
        <b class="figure">
          {ended.length}
          <span class="visually-hidden">枚</span>
        </b>
      </summary>
      {open && ended.length === 0 && (
        <p>
          <Both text={{ ja: 'まだありません。', en: 'None yet.' }} />
        </p>
      )}
      {open && (
        <ul class="tickets">
          {ended
            .sort((a, b) => (b.since ?? 0) - (a.since ?? 0))
            .map((ticket) => (
              <li class="ticket" key={ticket.ticket} data-number={ticket.number}>
                <b class="number ticket-number">{ticket.number}</b>
                <span class="ticket-waited">
                  {ticket.since !== undefined && (
                    <span class="figure">{clockTime(ticket.since, lead.hours.timezone)} </span>
                  )}
                  <Both text={ticket.state === 'cancelled' ? endWords.cancelled : endWords.done} />
                </span>
                <TicketActs ticket={ticket} desk={desk} />
              </li>
            ))}
        </ul>
      )}
    </details>
  );
}
