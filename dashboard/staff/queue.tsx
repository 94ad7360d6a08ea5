import type { LeadTicket } from '../../protocol/wire/lead-view.ts';
import { minutesBetween } from '../base/format.ts';
import { Both } from '../parts/parts.tsx';
import { WaitRangeWords } from '../parts/wait-range.tsx';
import type { Desk } from './desk.ts';
import { lateWords } from './staff-words.ts';
import { TicketActs } from './ticket-acts.tsx';
import { Marks, PrintMark } from './ticket-marks.tsx';

/** Who waits, service by service, in the order in which they will be called. */
export function Queue({ desk }: { desk: Desk }) {
  return (
    <section class="panel" aria-labelledby="queue-title" data-testid="queue">
      <h2 id="queue-title">
        <Both text={{ ja: 'お待ちの方', en: 'Waiting' }} />
      </h2>
      {desk.lead.services.map((service) => {
        const waiting = desk.lead.tickets
          .filter((ticket) => ticket.service === service.service && ticket.state === 'waiting')
          .sort(byPosition);
        return (
          <div key={service.service} class="queue-service" data-testid="queue-service" data-service={service.service}>
            <h3>
              {service.letter !== null && <span class="letter">{service.letter}</span>} <Both text={service.name} />
              <span class="queue-sum">
                <b class="figure" data-testid="waiting" data-waiting={service.waiting}>
                  {service.waiting}
                </b>
                人{' '}
                {service.estimate !== null && service.waiting > 0 && (
                  <WaitRangeWords estimate={service.estimate} waiting={service.waiting} />
                )}
              </span>
            </h3>
            {service.estimate?.beforeClosing !== undefined && (
              <p class="closing-note" data-testid="closing" data-closing={service.estimate.beforeClosing}>
                <Both text={lateWords[service.estimate.beforeClosing]} />
              </p>
            )}
            {service.estimate === null && service.waiting > 0 && canBeTold(desk) && <NoEstimate />}
            <ol class="tickets">
              {waiting.map((ticket) => (
                <Row key={ticket.ticket} ticket={ticket} desk={desk} />
              ))}
            </ol>
          </div>
        );
      })}
      <Stranded desk={desk} />
    </section>
  );
}

const canBeTold = ({ lead }: Desk): boolean => lead.hub.state === 'connected' && lead.reception === 'open';

/** The hub tells no wait of a queue in which nobody is called: most often its people have gone. */
function NoEstimate() {
  return (
    <p class="note" data-testid="no-estimate">
      <Both
        text={{
          ja: '呼び出しが止まっているため、待ち時間の目安を出していません。次の方を呼ぶか、お帰りになった方を取り消すと、また出ます。',
          en: 'No wait is told while nobody is called. Call the next one, or cancel those who have left.',
        }}
      />
    </p>
  );
}

const byPosition = (a: LeadTicket, b: LeadTicket): number => (a.position ?? 0) - (b.position ?? 0);

/** Who waits for a service that was taken out of the configuration: every counter's NEXT calls them too. */
function Stranded({ desk }: { desk: Desk }) {
  const waiting = desk.lead.tickets
    .filter(
      (ticket) => ticket.state === 'waiting' && desk.lead.services.every(({ service }) => service !== ticket.service),
    )
    .sort(byPosition);
  if (waiting.length === 0) return null;
  return (
    <div class="queue-service" data-testid="stranded">
      <h3>
        <Both text={{ ja: '設定から外された業務', en: 'Services no longer configured' }} />
        <span class="queue-sum">
          <b class="figure">{waiting.length}</b>人
        </span>
      </h3>
      <ol class="tickets">
        {waiting.map((ticket) => (
          <Row key={ticket.ticket} ticket={ticket} desk={desk} />
        ))}
      </ol>
    </div>
  );
}

function Row({ ticket, desk }: { ticket: LeadTicket; desk: Desk }) {
  return (
    <li class="ticket" data-testid="waiting-ticket" data-number={ticket.number}>
      <b class="number ticket-number">{ticket.number}</b>
      <span class="figure ticket-waited">
        {minutesBetween(ticket.issuedAt, desk.lead.observedAt)}分<span class="visually-hidden">待ち</span>
      </span>
      <Marks ticket={ticket} />
      <PrintMark ticket={ticket} desk={desk} />
      <TicketActs ticket={ticket} desk={desk} />
    </li>
  );
}
