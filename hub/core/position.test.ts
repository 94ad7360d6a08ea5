import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { type Admission, type ArrivedRun, admit, compare, NOTHING } from './position.ts';

const place = (epoch: number, seq: number): LogPosition => ({ epoch, seq });

describe('a run that arrives', () => {
  const at = place(7, 10);
  it.each<[what: string, at: LogPosition, run: ArrivedRun, expected: Admission]>([
    ['continues exactly', at, { epoch: 7, first: 11, count: 3 }, { admit: 'take', skip: 0 }],
    ['overlaps what is known', at, { epoch: 7, first: 8, count: 5 }, { admit: 'take', skip: 3 }],
    ['overlaps from the first on', at, { epoch: 7, first: 1, count: 11 }, { admit: 'take', skip: 10 }],
    ['ends where the hub stands', at, { epoch: 7, first: 9, count: 2 }, { admit: 'known' }],
    ['is of long ago', at, { epoch: 7, first: 1, count: 2 }, { admit: 'known' }],
    ['is of an epoch before', at, { epoch: 6, first: 99, count: 9 }, { admit: 'known' }],
    ['is empty, and stands where the hub does', at, { epoch: 7, first: 11, count: 0 }, { admit: 'take', skip: 0 }],
    ['is empty, and stands where the hub was', at, { epoch: 7, first: 10, count: 0 }, { admit: 'known' }],
    ['is empty, and stands where the hub will be', at, { epoch: 7, first: 12, count: 0 }, { admit: 'gap' }],
    ['leaves one out', at, { epoch: 7, first: 12, count: 1 }, { admit: 'gap' }],
    ['begins a new epoch in its midst', at, { epoch: 8, first: 2, count: 5 }, { admit: 'gap' }],
    ['is the empty beginning of a new epoch', at, { epoch: 8, first: 1, count: 0 }, { admit: 'gap' }],
    ['is the first that was ever heard', NOTHING, { epoch: 7, first: 1, count: 4 }, { admit: 'take', skip: 0 }],
    [
      'is the first that was ever heard, of a log that begins here',
      NOTHING,
      { epoch: 7, first: 1, count: 4, after: NOTHING },
      { admit: 'take', skip: 0 },
    ],
    ['is not the first of all', NOTHING, { epoch: 7, first: 5, count: 4 }, { admit: 'gap' }],
    [
      'begins the next epoch after where the hub stands',
      at,
      { epoch: 8, first: 1, count: 4, after: at },
      { admit: 'take', skip: 0 },
    ],
    ['begins an epoch and does not say after what', at, { epoch: 8, first: 1, count: 4 }, { admit: 'take', skip: 0 }],
    [
      'begins an epoch after something that the hub lacks',
      at,
      { epoch: 8, first: 1, count: 4, after: place(7, 11) },
      { admit: 'gap' },
    ],
    [
      'begins an epoch after one that the hub has never seen',
      at,
      { epoch: 9, first: 1, count: 4, after: place(8, 1) },
      { admit: 'gap' },
    ],
    [
      'begins an epoch of a log that lost its end',
      at,
      { epoch: 8, first: 1, count: 4, after: place(7, 6) },
      { admit: 'take', skip: 0, lostAfter: place(7, 6) },
    ],
    [
      'begins an epoch of a log that lost whole epochs',
      at,
      { epoch: 8, first: 1, count: 4, after: place(3, 50) },
      { admit: 'take', skip: 0, lostAfter: place(3, 50) },
    ],
    [
      'begins an epoch of a log that lost everything',
      at,
      { epoch: 8, first: 1, count: 4, after: NOTHING },
      { admit: 'take', skip: 0, lostAfter: NOTHING },
    ],
  ])('%s', (_, at, run, expected) => {
    expect(admit(at, run)).toEqual(expected);
  });
});

/** A log: the places of its events, in order. An epoch's seqs are 1, 2, 3, … */
type Log = readonly LogPosition[];

/** The run of a log that begins after index `from`, at most `limit` long, within one epoch, as an uplink writes it. */
function runOf(log: Log, from: number, limit: number): ArrivedRun | undefined {
  const first = log[from];
  if (first === undefined) return undefined;
  const count = log.slice(from, from + limit).filter(({ epoch }) => epoch === first.epoch).length;
  const after = first.seq === 1 ? { after: log[from - 1] ?? NOTHING } : {};
  return { epoch: first.epoch, first: first.seq, count, ...after };
}

/** A hub of one section that does as it is told by `admit`. */
function startHub() {
  let at = NOTHING;
  let story: LogPosition[] = [];
  return {
    at: () => at,
    story: () => story,
    take(run: ArrivedRun): void {
      const admission = admit(at, run);
      if (admission.admit !== 'take') return;
      const { skip, lostAfter } = admission;
      if (lostAfter !== undefined) story = story.filter((each) => compare(each, lostAfter) <= 0);
      for (let i = skip; i < run.count; i++) story.push(place(run.epoch, run.first + i));
      at = place(run.epoch, run.first + run.count - 1);
    },
  };
}

/** The sender goes on from where the hub says it stands, until it has no more. Returns how many runs that took. */
function heal(hub: ReturnType<typeof startHub>, log: Log, limit: number): number {
  for (let runs = 0; ; runs++) {
    const next = log.findIndex((each) => compare(each, hub.at()) > 0);
    const run = next === -1 ? undefined : runOf(log, next, limit);
    if (run === undefined || runs > log.length) return runs;
    hub.take(run);
  }
}

const epochs = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
const deliveries = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 20 })), { maxLength: 60 });
const limit = fc.integer({ min: 1, max: 8 });
const logOf = (lengths: readonly number[]): Log =>
  lengths.flatMap((length, i) => Array.from({ length }, (_, seq) => place(10 * (i + 1), seq + 1)));

describe('whatever is repeated, lost, cut and swapped on the way', () => {
  it('the hub has a beginning of the log at every moment, and all of it after healing, in order, once', () =>
    fc.assert(
      fc.property(epochs, deliveries, limit, (lengths, arrivals, runs) => {
        const log = logOf(lengths);
        const hub = startHub();
        for (const [from, , count] of arrivals) {
          const run = runOf(log, from % log.length, count);
          if (run !== undefined) hub.take(run);
          expect(hub.story()).toEqual(log.slice(0, hub.story().length));
          expect(hub.at()).toEqual(hub.story().at(-1) ?? NOTHING);
        }
        heal(hub, log, runs);
        expect(hub.story()).toEqual(log);
      }),
      { numRuns: 500 },
    ));

  it('it never goes back', () =>
    fc.assert(
      fc.property(epochs, deliveries, (lengths, arrivals) => {
        const log = logOf(lengths);
        const hub = startHub();
        for (const [from, , count] of arrivals) {
          const before = hub.at();
          const run = runOf(log, from % log.length, count);
          if (run !== undefined) hub.take(run);
          expect(compare(hub.at(), before)).toBeGreaterThanOrEqual(0);
        }
      }),
    ));

  it('healing takes no more than one answer a run: nothing is asked for twice', () =>
    fc.assert(
      fc.property(epochs, limit, (lengths, most) => {
        const runs = lengths.reduce((sum, length) => sum + Math.ceil(length / most), 0);
        expect(heal(startHub(), logOf(lengths), most)).toBe(runs);
      }),
    ));
});

describe('a log that was restored from an older copy of itself', () => {
  it('is what the hub ends with, though runs of the lost part come before, between and after', () =>
    fc.assert(
      fc.property(
        epochs,
        // Each life begins with a part of the log before it, and writes an epoch of its own.
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 4 }),
        deliveries,
        limit,
        (lengths, restorations, arrivals, runs) => {
          const lives: Log[] = [logOf(lengths)];
          restorations.forEach(([kept, length], i) => {
            const before = lives.at(-1) ?? [];
            const own = Array.from({ length }, (_, seq) => place(1_000 * (i + 1), seq + 1));
            lives.push([...before.slice(0, kept % (before.length + 1)), ...own]);
          });
          const hub = startHub();
          for (const [from, life, count] of arrivals) {
            const log = lives[life % lives.length] ?? [];
            const run = runOf(log, from % log.length, count);
            if (run !== undefined) hub.take(run);
          }
          const last = lives.at(-1) ?? [];
          heal(hub, last, runs);
          expect(hub.story()).toEqual(last);
        },
      ),
      { numRuns: 1_000 },
    ));
});
