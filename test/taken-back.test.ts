import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOf, type Hand, hand, PlayedSection } from '../edge/testing/played-section.ts';
import { unknownSection } from '../hub/core/facts.ts';
import { emptyProjection, takeDays } from '../hub/core/section-projection.ts';
import { withoutSlips } from '../hub/core/slips.ts';
import { startReplay } from '../hub/sections/replay.ts';
import type { Command } from '../protocol/queue/commands.ts';
import type { Event } from '../protocol/queue/events.ts';
import { emptySection } from '../protocol/queue/state.ts';

const fold = (log: readonly Event[]) => takeDays(emptyProjection(unknownSection('shimin')), log, 0);
const SLIPS = ['finish', 'absent', 'cancel', 'transfer'] as const;

/** What is done by mistake to somebody at counter 1, or (cancelled) to somebody who is at none; undefined where nobody is there. */
function slipOf(played: PlayedSection, kind: (typeof SLIPS)[number], which: number): Command | undefined {
  const visit = kind === 'cancel' ? played.pick(['waiting', 'held'], which) : played.visitAt(1);
  if (visit == null) return undefined;
  if (kind === 'cancel') return { type: 'cancel', ticket: visit };
  const other = played.state.tickets.get(visit)?.service === 'ido' ? 'shomei' : 'ido';
  return kind === 'transfer' ? { type: 'transfer', counter: 1, service: other } : { type: kind, counter: 1 };
}

const usual = hand.filter(({ does }) => does !== 'restore' && does !== 'cancel');
const elsewhere = fc.array(
  usual.filter(({ does, counter }) => counter === 2 && (does === 'issue' || does === 'finish' || does === 'recall')),
  { maxLength: 6 },
);

/** What is done at both counters while a slip stands. */
const movesOn = fc.array(
  usual.filter(({ does }) => ['issue', 'call-next', 'arrived', 'recall', 'finish', 'force'].includes(does)),
  { maxLength: 8 },
);

describe('a log with a slip that was taken back', () => {
  it('folds to the same queue and teaches the same as one in which it never was', () =>
    fc.assert(
      fc.property(
        fc.array(usual, { minLength: 5, maxLength: 60 }),
        fc.tuple(fc.constantFrom(...SLIPS), fc.nat(60), fc.nat(9), elsewhere),
        (pressed, [kind, when, which, meanwhile]) => {
          const [slipped, never] = [new PlayedSection(), new PlayedSection()];
          const press = (each: Hand): void => {
            const command = commandOf(never.state, each);
            for (const section of [slipped, never]) {
              section.at += each.afterMs;
              if (command !== undefined) section.ask(command);
            }
          };
          for (const each of pressed.slice(0, when)) press(each);
          const slip = slipOf(slipped, kind, which);
          const [done] = slip === undefined ? [] : slipped.ask(slip);
          if (done !== undefined && 'ticket' in done) {
            for (const each of meanwhile) press(each);
            expect(slipped.ask({ type: 'restore', ticket: done.ticket })).toHaveLength(1);
          }
          for (const each of pressed.slice(when)) press(each);
          const [one, other] = [fold(slipped.log), fold(never.log)];
          expect(one.learned).toEqual(other.learned);
          expect({ ...one.state, clock: 0 }).toEqual({ ...other.state, clock: 0 });
          expect({ ...one.state, clock: 0 }).toEqual({ ...slipped.state, clock: 0 });
        },
      ),
      { numRuns: 200 },
    ));

  it('is the same, where its counter served others meanwhile, whatever the slip was and however often it was taken back', () =>
    fc.assert(
      fc.property(
        fc.array(usual, { minLength: 5, maxLength: 60 }),
        fc.tuple(fc.constantFrom('finish', 'absent', 'transfer'), fc.nat(60), movesOn, fc.boolean()),
        (pressed, [kind, when, meanwhile, twice]) => {
          const [slipped, finished] = [new PlayedSection(), new PlayedSection()];
          const press = (each: Hand): void => {
            const command = commandOf(finished.state, each);
            for (const section of [slipped, finished]) {
              section.at += each.afterMs;
              if (command !== undefined) section.ask(command);
            }
          };
          for (const each of pressed.slice(0, when)) press(each);
          const visit = slipped.visitAt(1);
          if (visit === null) return;
          for (const section of [slipped, finished]) section.ask({ type: 'arrived', counter: 1 });
          const slip = slipOf(slipped, kind, 0);
          if (slip === undefined) return;
          if (twice) {
            slipped.ask(slip);
            slipped.ask({ type: 'restore', ticket: visit });
          }
          slipped.ask(slip);
          finished.ask({ type: 'finish', counter: 1 });
          for (const section of [slipped, finished]) {
            section.ask({ type: 'issue', service: 'shomei', by: 'staff' });
            section.ask({ type: 'call', counter: 1, ticket: `t${section.state.tickets.size - 1}`, visit: null });
          }
          for (const each of meanwhile) press(each);
          // Whom NEXT took from the queue was not brought back from there.
          if (slipped.state.tickets.get(visit)?.before == null) return;
          if (slipped.visitAt(1) === null) return;
          for (const section of [slipped, finished])
            expect(section.ask({ type: 'restore', ticket: visit })).toMatchObject([{ to: 'held' }]);
          for (const each of pressed.slice(when)) press(each);
          const [one, other] = [fold(slipped.log), fold(finished.log)];
          expect(one.learned).toEqual(other.learned);
          expect({ ...one.state, clock: 0 }).toEqual({ ...other.state, clock: 0 });
        },
      ),
      { numRuns: 300 },
    ));

  it('is what its lead says it is, whatever else was taken back, and teaches of no visit that never was', () =>
    fc.assert(
      fc.property(fc.array(hand, { maxLength: 80 }), (pressed) => {
        const played = new PlayedSection();
        for (const each of pressed) {
          played.at += each.afterMs;
          const command = commandOf(played.state, each);
          if (command !== undefined) played.ask(command);
        }
        const { state } = fold(played.log);
        expect(state).toEqual(played.state);
        const mended = withoutSlips(emptySection, played.log);
        const finished = (log: readonly Event[]) => log.filter(({ type }) => type === 'service-finished').length;
        const done = played.state.tickets.values().filter((ticket) => ticket.state === 'done').length;
        expect(finished(mended)).toBe(done);
        expect(finished(played.log)).toBeGreaterThanOrEqual(done);
      }),
      { numRuns: 200 },
    ));

  it('is replayed to the same promises after it was taken back', () => {
    const [slipped, never] = [new PlayedSection(), new PlayedSection()];
    const both = (command: Command, minutes: number): void => {
      for (const section of [slipped, never]) {
        section.at += minutes * 60_000;
        section.ask(command);
      }
    };
    for (let i = 0; i < 12; i += 1) both({ type: 'issue', service: 'shomei', by: 'staff' }, 1);
    for (let i = 0; i < 6; i += 1) {
      both({ type: 'call-next', counter: 1 }, 1);
      slipped.ask({ type: 'finish', counter: 1 });
      slipped.ask({ type: 'restore', ticket: `t${i}` });
      both({ type: 'finish', counter: 1 }, 12);
    }
    both({ type: 'issue', service: 'shomei', by: 'staff' }, 1);
    const last = (log: readonly Event[]) => {
      const replay = startReplay([]);
      return log.flatMap((event) => replay({ section: 'kyoto/ukyo/shimin', event })).at(-1);
    };
    expect(last(slipped.log)).toMatchObject({ ticket: 't12', medianMinutes: expect.any(Number) });
    expect(last(slipped.log)).toEqual(last(never.log));
  });
});
