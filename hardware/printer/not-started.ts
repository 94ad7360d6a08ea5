import type { PrintOutcome, TicketJob } from './printer.ts';

type NotStarted = Extract<PrintOutcome, { state: 'not-started' }>;

/** How a job ends of which not a byte was written; `detail` is for staff. */
export const notStarted = (reason: NotStarted['reason'], detail: string): NotStarted => ({
  state: 'not-started',
  reason,
  detail,
});

/** How a job ends that nobody waits for any more; null while somebody does. `closed`: its printer is no longer open. */
export function givenUp({ signal, stillWanted }: TicketJob, closed: boolean): NotStarted | null {
  if (closed) return notStarted('closed', '端末が終了したため、印刷していません。');
  if (signal?.aborted) return notStarted('cancelled', '印刷を取り消しました。');
  if (stillWanted && !stillWanted()) return notStarted('unwanted', '番号札が不要になったため、印刷していません。');
  return null;
}
