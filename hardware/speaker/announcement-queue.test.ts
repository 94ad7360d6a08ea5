import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnnouncementQueue, enqueue, nothingToSay, putBack, takeNext } from './announcement-queue.ts';
import type { Announcement } from './speaker.ts';

const call = (id: string, number = id, change: Partial<Announcement> = {}): Announcement => ({
  id,
  number,
  counter: 1,
  words: () => [],
  stillWanted: () => true,
  ...change,
});
const EXPIRES_MS = 45_000;
const at = (nowMs: number, lengthMs = 9_000) => ({ nowMs, expiresMs: EXPIRES_MS, lengthMs });

/** Says everything that is said at this moment; each takes no time. */
function sayAll(queue: AnnouncementQueue, nowMs: number): string[] {
  const said: string[] = [];
  for (let step = takeNext(queue, at(nowMs)); step.next !== null; step = takeNext(step.queue, at(nowMs)))
    said.push(step.next.announcement.id);
  return said;
}
const queued = (...calls: readonly (readonly [Announcement, number])[]): AnnouncementQueue =>
  calls.reduce((queue, [announcement, atMs]) => enqueue(queue, announcement, atMs), nothingToSay);

describe('calls that wait to be said', () => {
  it('are said in the order of the calls, a recall behind those before it', () => {
    const queue = queued([call('1', 'A001'), 0], [call('2', 'A002'), 10]);
    const step = takeNext(queue, at(20));
    expect(step.next?.announcement.number).toBe('A001');
    expect(sayAll(enqueue(step.queue, call('3', 'A001'), 30), 40)).toEqual(['2', '3']);
  });

  it('are said once, however often they are delivered, and a recall of one that still waits adds nothing', () => {
    const queue = queued(
      [call('1', 'A001'), 0],
      [call('1', 'A001'), 1],
      [call('2', 'A001'), 2],
      [call('3', 'A002'), 3],
    );
    expect(sayAll(queue, 10)).toEqual(['1', '3']);
    const [first] = queue.waiting;
    if (first === undefined) throw new Error('nothing waits');
    expect(sayAll(enqueue(takeNext(queue, at(4)).queue, first.announcement, 5), 10)).toEqual(['3']);
  });

  it('are not said any more when they are too old or over, and those that are neither are', () => {
    const over = call('2', 'A002', { stillWanted: () => false });
    const queue = queued([call('1'), 0], [over, 30_000], [call('3'), 30_000], [call('4'), 50_000]);
    const step = takeNext(queue, at(50_000));
    expect(step.dropped.map(({ announcement, why }) => [announcement.id, why])).toEqual([
      ['1', 'too-old'],
      ['2', 'over'],
    ]);
    expect(step.next?.announcement.id).toBe('3');
  });

  it('keep place and age when they could not be heard', () => {
    const queue = queued([call('1'), 0], [call('2'), 1]);
    const { next, queue: rest } = takeNext(queue, at(10));
    if (next === null) throw new Error('nothing waits');
    expect(sayAll(putBack(rest, next), EXPIRES_MS)).toEqual(['1', '2']);
    expect(sayAll(putBack(rest, next), EXPIRES_MS + 1)).toEqual(['2']);
  });

  it('of a burst are the newest, as many as can be said in time', () => {
    const queue = queued(...Array.from({ length: 100 }, (_, i) => [call(String(i)), i] as const));
    const step = takeNext(queue, at(100));
    expect(step.next?.announcement.id).toBe('95');
    expect(step.dropped).toHaveLength(95);
    expect(step.dropped[0]?.why).toBe('crowded');
    expect(sayAll(step.queue, 100)).toEqual(['96', '97', '98', '99']);
  });

  it('never overtake each other, the newest is always said, and none late, whatever comes', () => {
    const event = fc.record({
      number: fc.integer({ min: 1, max: 12 }),
      counter: fc.integer({ min: 1, max: 4 }),
      afterMs: fc.nat({ max: 20_000 }),
    });
    const length = fc.integer({ min: 1_000, max: 15_000 });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), length, (events, lengthMs) => {
        let queue = nothingToSay;
        let freeMs = 0;
        let nowMs = 0;
        let newest: number | undefined;
        const said: { order: number; lateMs: number }[] = [];
        const sayUntil = (untilMs: number): void => {
          while (freeMs <= untilMs) {
            const step = takeNext(queue, at(freeMs, lengthMs));
            queue = step.queue;
            if (step.next === null) return;
            said.push({ order: Number(step.next.announcement.id), lateMs: freeMs - step.next.atMs });
            freeMs += lengthMs;
          }
        };
        for (const [i, { number, counter, afterMs }] of events.entries()) {
          sayUntil(nowMs + afterMs - 1);
          nowMs += afterMs;
          freeMs = Math.max(freeMs, nowMs);
          const before = queue.waiting.length;
          queue = enqueue(queue, call(String(i), `A${number}`, { counter }), nowMs);
          if (queue.waiting.length > before) newest = i;
        }
        sayUntil(Number.POSITIVE_INFINITY);
        const orders = said.map(({ order }) => order);
        expect(orders).toEqual([...orders].sort((a, b) => a - b));
        for (const { lateMs } of said) expect(lateMs).toBeLessThanOrEqual(EXPIRES_MS);
        expect(orders.at(-1)).toBe(newest);
      }),
    );
  });
});
