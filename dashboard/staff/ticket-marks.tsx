import type { LeadTicket } from '../../protocol/wire/lead-view.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { Press } from './press.tsx';
import { holdWords, languageWord, needWords, orderReason, printAdvice, printWords } from './staff-words.ts';

/** What staff should know before they speak to someone, and why this number stands where it does. */
export function Marks({ ticket }: { ticket: LeadTicket }) {
  const reason = orderReason(ticket);
  const language = languageWord(ticket.language);
  return (
    <ul class="marks">
      {reason !== null && (
        <li class="mark reason" data-testid="order-reason">
          <Both text={reason} />
        </li>
      )}
      {ticket.heldReason !== null && (
        <li class="mark reason" data-testid="held-reason">
          <Both text={holdWords[ticket.heldReason]} />
        </li>
      )}
      {language !== null && <li class="mark">{language}</li>}
      {ticket.needs.map((need) => (
        <li class="mark" key={need}>
          <Both text={needWords[need]} />
        </li>
      ))}
    </ul>
  );
}

export function PrintMark({ ticket, desk }: { ticket: LeadTicket; desk: Desk }) {
  const trouble = printAdvice(ticket) !== null;
  return (
    <span class={trouble ? 'print trouble' : 'print'} data-testid="print" data-print={ticket.print}>
      <Both text={printWords[ticket.print]} />{' '}
      {desk.may('reprint') && (
        <Press
          name="reprint"
          kind="small"
          label={`${ticket.number} を再印刷 Reprint`}
          act={() => desk.commands.send({ type: 'reprint', ticket: ticket.ticket })}
        >
          再印刷
        </Press>
      )}
    </span>
  );
}
