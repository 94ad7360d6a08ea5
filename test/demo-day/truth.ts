import { type FoldedTicket, foldsByHand } from '../testing/fold-by-hand.ts';
import type { Kept } from '../testing/stores.ts';
import { type Shown, STATES } from './shown.ts';

/** What a page showed as the present: true of some moment of the ward's time from `from` to `until`, milliseconds since 1970. */
export interface Sample {
  readonly page: string;
  readonly from: number;
  readonly until: number;
  readonly shown: Shown;
}

/** A call is shown as one for at most so long, milliseconds; then whoever was called is taken to be there. */
const CALLING_MS = 3 * 60_000;

/** Each sample that the log bears out at no moment of its time: with what contradicts it at the last of them. */
export function untruths(log: readonly Kept[], samples: readonly Sample[]): string[] {
  const folds = foldsByHand(log);
  return samples.flatMap((sample) => {
    const moments = folds.filter(({ at }, i) => {
      const next = folds[i + 1]?.at ?? Number.POSITIVE_INFINITY;
      return at <= sample.until && next >= sample.from;
    });
    let last = ['nothing had happened yet'];
    for (const { tickets } of moments) {
      last = contradictions(sample, [...tickets.values()]);
      if (last.length === 0) return [];
    }
    return [`${sample.page} at ${new Date(sample.until).toISOString()}: ${last.join('; ')}`];
  });
}

function contradictions({ shown, until }: Sample, tickets: readonly FoldedTicket[]): string[] {
  const faults: string[] = [];
  const find = (number: string) => tickets.find((ticket) => ticket.number === number);
  for (const { number, counter, as } of shown.calls ?? []) {
    const ticket = find(number);
    const there = ticket?.state === 'called' && ticket.counter === counter;
    if (!there) faults.push(`${number} is shown at ${counter}, and is ${ticket?.state} at ${ticket?.counter}`);
    else if (as === 'calling' && ticket.call?.arrived === true) faults.push(`${number} is called and has arrived`);
    else if (as === 'serving' && ticket.call?.arrived === false && until - ticket.call.at < CALLING_MS)
      faults.push(`${number} is shown as served and was called a moment ago`);
  }
  for (const [service, waiting] of Object.entries(shown.waiting ?? {})) {
    const wait = tickets.filter((ticket) => ticket.state === 'waiting' && ticket.service === service).length;
    if (wait !== waiting) faults.push(`${waiting} are shown to wait for ${service}, and ${wait} do`);
  }
  for (const state of STATES) {
    for (const number of shown.numbers?.[state] ?? [])
      if (find(number)?.state !== state) faults.push(`${number} is shown as ${state}, and is ${find(number)?.state}`);
    const all = tickets.filter((ticket) => ticket.state === state).length;
    const told = shown.all?.includes(state) === true ? (shown.numbers?.[state]?.length ?? 0) : all;
    if (told !== all) faults.push(`${told} are shown as ${state}, and ${all} are`);
  }
  return faults;
}
