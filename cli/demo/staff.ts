import type { Command } from '../../protocol/queue/commands.ts';
import type { Desk } from './desk.ts';
import { nextStep, type Step, type Visitors } from './visitors.ts';
import type { WardClock } from './ward-clock.ts';
import type { DeskDay, Rest } from './ward-day.ts';

export interface StaffOptions {
  readonly desk: Desk;
  readonly day: DeskDay;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly visitors: Visitors;
  readonly clock: WardClock;
  readonly signal: AbortSignal;
  /** What no button does, on the lead's staff page. */
  readonly command: (command: StaffPageCommand) => Promise<unknown>;
  /** Runs until the day is over, beside the desk's own work: papers being made, somebody coming back. */
  readonly aside: (work: Promise<unknown>) => void;
}
type StaffPageCommand = Extract<Command, { type: 'transfer' | 'requeue' | 'close-counter' }>;

const MINUTE = 60_000;
/** Between looks at a desk at which nothing happens, milliseconds of the ward's time. */
const IDLE_MS = MINUTE;
/** A counter that somebody else paused is left alone for so long. */
const PAUSED_BY_OTHERS_MS = 15 * MINUTE;
/** Between two visits: papers are put away. */
const TIDY_MS = 20_000;

/** A day of one member of staff: calls whoever is next, serves, rests, until the signal ends the day. Never rejects by itself. */
export async function workDay(options: StaffOptions): Promise<void> {
  const { desk, day, clock, signal } = options;
  if (day.absent || !(await clock.sleepUntil(options.opensAt, signal))) return;
  await desk.press('call-next');
  const rests = [...day.rests];
  while (!signal.aborted) {
    const number = await desk.number();
    const [rest] = rests;
    if (number !== null) await serve(number, rests, options);
    else if (rest !== undefined && clock.now() >= rest.from) {
      rests.shift();
      await takeRest(rest, options);
    } else if (await desk.isPaused()) await stay(PAUSED_BY_OTHERS_MS, async () => !(await desk.isPaused()), options);
    else if (await desk.someoneWaits()) {
      await desk.press('call-next');
      // Somebody waits, but not for this counter.
      if ((await desk.number()) === null) await desk.change(IDLE_MS / clock.speed);
    } else await desk.change(IDLE_MS / clock.speed);
  }
}

async function serve(number: string, rests: readonly Rest[], options: StaffOptions): Promise<void> {
  const { desk, visitors, clock, signal, aside } = options;
  const step = nextStep(visitors.find(number));
  const gone = async (): Promise<boolean> => (await desk.number()) !== number;
  if (step.ends === 'absent') {
    if (await stay((step.minutes * MINUTE) / 2, gone, options)) return;
    await desk.press('recall');
    if (await stay((step.minutes * MINUTE) / 2, gone, options)) return;
    visitors.set(number, step.next);
    await desk.press('absent');
    if (step.returnsAfterMinutes !== null) aside(comeBack(number, step.returnsAfterMinutes, options));
    return;
  }
  // Somebody else pressed a button here: this visit is over.
  if (await stay(step.minutes * MINUTE, gone, options)) return;
  if (signal.aborted) return;
  const [rest] = rests;
  const isRestDue = rest !== undefined && clock.now() >= rest.from;
  await end(number, step, { ...options, isRestDue });
}

async function end(
  number: string,
  step: Exclude<Step, { ends: 'absent' }>,
  options: StaffOptions & { readonly isRestDue: boolean },
): Promise<void> {
  const { desk, visitors, command, aside, isRestDue } = options;
  switch (step.ends) {
    case 'finish':
      // Two habits: NEXT finishes as well; or FINISH, tidy up, and then NEXT.
      if (desk.counter % 2 === 0 && !isRestDue && (await desk.someoneWaits())) return desk.press('call-next');
      await desk.press('finish');
      await stay(TIDY_MS, async () => false, options);
      return;
    case 'hold':
      visitors.set(number, step.next);
      await desk.press('hold');
      aside(comeBack(number, step.papersMinutes, options));
      return;
    case 'transfer':
      visitors.set(number, step.next);
      await command({ type: 'transfer', counter: desk.counter, visit: number, service: step.service });
      return;
    default:
      return step satisfies never;
  }
}

/** The papers are made, or the one who was not there has come: back into the queue. */
async function comeBack(number: string, minutes: number, { clock, signal, command }: StaffOptions): Promise<void> {
  if (await clock.sleep(minutes * MINUTE, signal)) await command({ type: 'requeue', ticket: number });
}

async function takeRest({ until }: Rest, { desk, clock, closesAt, signal }: StaffOptions): Promise<void> {
  if (clock.now() >= Math.min(until, closesAt)) return;
  await desk.press('pause-counter');
  if (!(await clock.sleepUntil(until, signal))) return;
  if (await desk.isPaused()) await desk.press('pause-counter');
}

/** Stays for so long of the ward's time. True as soon as `early` says so. */
async function stay(wardMs: number, early: () => Promise<boolean>, options: StaffOptions): Promise<boolean> {
  const { desk, clock, signal } = options;
  const until = clock.now() + wardMs;
  while (!signal.aborted && clock.now() < until) {
    await desk.change((until - clock.now()) / clock.speed);
    if (await early()) return true;
  }
  return false;
}
