import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { clockTime, minutesBetween } from '../base/format.ts';
import { Both } from '../parts/parts.tsx';
import { Marks } from './ticket-marks.tsx';

interface ServingProps {
  lead: LeadView;
  counter: LeadView['counters'][number];
}

/** Who is at the counter, or on the way there. */
export function Serving({ lead, counter }: ServingProps) {
  const ticket = lead.tickets.find((one) => one.ticket === counter.ticketId) ?? null;
  if (counter.ticket === null) {
    return (
      <p class="serving nobody">
        <Both text={{ ja: 'ご案内中の方はいません', en: 'Nobody at this counter' }} />
      </p>
    );
  }
  const service = lead.services.find((one) => one.service === ticket?.service);
  const calling = isCalling(lead, counter);
  return (
    <div class="serving" data-testid="serving" data-call={calling ? 'calling' : 'serving'}>
      <p class="serving-number number" data-testid="serving-number">
        {counter.ticket}
      </p>
      <div>
        <p class={calling ? 'chip warn' : 'chip good'}>
          <Both text={calling ? { ja: 'お呼び出し中', en: 'Called' } : { ja: 'ご案内中', en: 'At the counter' }} />
        </p>
        {service !== undefined && (
          <p class="serving-service">
            <Both text={service.name} />
          </p>
        )}
        {ticket !== null && counter.calledAt !== null && (
          <p>
            {clockTime(counter.calledAt, lead.hours.timezone)} 呼出・待ち{' '}
            {minutesBetween(ticket.issuedAt, counter.calledAt)}分{ticket.recalls > 0 && `・再呼出 ${ticket.recalls}回`}{' '}
            <span class="en" lang="en">
              called after {minutesBetween(ticket.issuedAt, counter.calledAt)} min
              {ticket.recalls > 0 && `, recalled ${ticket.recalls}×`}
            </span>
          </p>
        )}
        {ticket !== null && <Marks ticket={ticket} />}
      </div>
    </div>
  );
}

/** Whether whoever was called to this counter is still expected. */
export const isCalling = ({ calls }: LeadView, { counter, ticket }: ServingProps['counter']): boolean =>
  calls.some((call) => call.counter === counter && call.number === ticket && call.state === 'calling');
