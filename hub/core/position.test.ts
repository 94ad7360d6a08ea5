import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogPosition } from '../../protocol/messages.ts';
import { type Admission, type ArrivedRun, admit, NOTHING } from './position.ts';

const at = (epoch: number, seq: number): LogPosition => ({ epoch, seq });

describe('a run that arrives', () => {
  it.each<[what: string, hub: LogPosition, run: ArrivedRun, expected: Admission]>([
    ['the first of all', NOTHING, { epoch: 5, first: 1, count: 3, after: NOTHING }, { admit: 'take', skip: 0 }],
    ['what comes next', at(5, 3), { epoch: 5, first: 4, count: 2 }, { admit: 'take', skip: 0 }],
    ['a repeat', at(5, 3), { epoch: 5, first: 1, count: 3 }, { admit: 'known' }],
    ['a repeat that ends earlier', at(5, 3), { epoch: 5, first: 1, count: 1 }, { admit: 'known' }],
    ['half a repeat', at(5, 3), { epoch: 5, first: 2, count: 4 }, { admit: 'take', skip: 2 }],
    ['one with a gap before it', at(5, 3), { epoch: 5, first: 5, count: 2 }, { admit: 'gap' }],
    ['an empty one', at(5, 3), { epoch: 5, first: 4, count: 0 }, { admit: 'known' }],
    ['the middle of a log nobody knows', NOTHING, { epoch: 5, first: 7, count: 1 }, { admit: 'gap' }],
    ['an epoch that follows', at(5, 3), { epoch: 9, first: 1, count: 1, after: at(5, 3) }, { admit: 'take', skip: 0 }],
    ['an epoch that does not say', at(5, 3), { epoch: 9, first: 1, count: 1 }, { admit: 'take', skip: 0 }],
    ['an epoch after what never came', at(5, 3), { epoch: 9, first: 1, count: 1, after: at(5, 4) }, { admit: 'gap' }],
    ['the middle of an epoch to come', at(5, 3), { epoch: 9, first: 2, count: 1 }, { admit: 'gap' }],
    ['an empty epoch', at(5, 3), { epoch: 9, first: 1, count: 0, after: at(5, 3) }, { admit: 'gap' }],
    ['an old epoch', at(5, 3), { epoch: 4, first: 8, count: 9 }, { admit: 'known' }],
    [
      'a restored copy, which lost the end',
      at(5, 30),
      { epoch: 9, first: 1, count: 2, after: at(5, 12) },
      { admit: 'take', skip: 0, lostAfter: at(5, 12) },
    ],
    [
      'a new disk, which lost all',
      at(5, 30),
      { epoch: 9, first: 1, count: 2, after: NOTHING },
      { admit: 'take', skip: 0, lostAfter: NOTHING },
    ],
  ])('%s', (_, hub, run, expected) => {
    expect(admit(hub, run)).toEqual(expected);
  });

  it('is taken exactly once and in order, whatever is cut, repeated, lost or swapped', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5 })), { maxLength: 80 }),
        (lengths, deliveries) => {
          const log = lengths.flatMap((length, e) => Array.from({ length }, (_, i) => at(10 * (e + 1), i + 1)));
          let hub = NOTHING;
          const taken: LogPosition[] = [];
          const deliver = (from: number, count: number): void => {
            const start = log[from % log.length];
            if (start === undefined) return;
            const rest = log.slice(from % log.length).filter(({ epoch }) => epoch === start.epoch);
            const events = rest.slice(0, count);
            const after = start.seq === 1 ? (log[(from % log.length) - 1] ?? NOTHING) : undefined;
            const admission = admit(hub, { epoch: start.epoch, first: start.seq, count: events.length, after });
            if (admission.admit !== 'take') return;
            expect(admission.lostAfter).toBeUndefined();
            taken.push(...events.slice(admission.skip));
            hub = events.at(-1) ?? hub;
          };
          for (const [from, , count] of deliveries) deliver(from, count);
          // The lead's part: from what is acknowledged on.
          for (let i = 0; i < log.length; i++) deliver(taken.length, 5);
          expect(taken).toEqual(log);
        },
      ),
    ));
});
