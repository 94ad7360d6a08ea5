import type { LeadTicket } from '../../protocol/wire/lead-view.ts';
import type { Desk } from './desk.ts';
import { Press } from './press.tsx';

/** Call this one out of turn, put it back into the queue or to where it was, or cancel it; whichever its state allows. */
export function TicketActs({ ticket, desk }: { ticket: LeadTicket; desk: Desk }) {
  const { commands, may, counter, ask } = desk;
  const { ticket: id, number, state } = ticket;
  const seenAt = state === 'called' ? ticket.counter : null;
  const over = state === 'done' || state === 'cancelled';
  return (
    <span class="ticket-acts">
      {!over && may('call') && (
        <Press
          name="call"
          kind="small"
          label={`${number} を呼ぶ Call`}
          act={
            counter?.state === 'open'
              ? () => commands.send({ type: 'call', counter: counter.counter, ticket: id })
              : null
          }
        >
          呼ぶ <span class="en">Call</span>
        </Press>
      )}
      {!over && state !== 'waiting' && may('requeue', seenAt) && (
        <Press
          name="requeue"
          kind="small"
          label={`${number} を列に戻す Requeue`}
          act={() => commands.send({ type: 'requeue', ticket: id, seenAt })}
        >
          列に戻す <span class="en">Requeue</span>
        </Press>
      )}
      {ticket.restorable && may('restore') && (
        <Press
          name="restore"
          kind="small"
          label={`${number} を元に戻す Put back`}
          act={() => commands.send({ type: 'restore', ticket: id })}
        >
          元に戻す <span class="en">Put back</span>
        </Press>
      )}
      {!over && may('cancel', seenAt) && (
        <Press
          name="cancel"
          kind="small"
          label={`${number} を取り消す Cancel`}
          act={() =>
            ask({
              words: {
                ja: `${number} を取り消しますか。今日のうちは「本日終わった番号札」から元に戻せます。`,
                en: `Cancel ${number}? Until tonight it can be put back, under “Ended today”.`,
              },
              yes: { ja: '取り消す', en: 'Cancel it' },
              act: () => commands.send({ type: 'cancel', ticket: id, seenAt }),
            })
          }
        >
          取消 <span class="en">Cancel</span>
        </Press>
      )}
    </span>
  );
}
