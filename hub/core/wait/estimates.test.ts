import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../../protocol/congestion/views.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import type { WaitingMessage } from '../../../protocol/queue/waiting.ts';
import { unknownSection } from '../facts.ts';
import { emptyProjection, type SectionProjection, takeEvents, takeWaiting } from '../section-projection.ts';
import { sectionView } from '../views/section-view.ts';
import { estimatesOf } from './published.ts';
import { estimateTicket } from './queue.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NINE = Date.parse('2026-11-24T09:00:00+09:00');
const start = emptyProjection(unknownSection('shimin'));

const at = fc.integer({ min: NINE, max: NINE + 3 * DAY });
const ticket = fc.integer({ min: 1, max: 12 }).map((n) => `t${n}`);
const service = fc.constantFrom('shomei', 'ido');
const counter = fc.constantFrom(1, 2, 3);
const about = <T extends string>(type: T) => fc.record({ type: fc.constant(type), at, ticket, counter });
const ofCounter = <T extends string>(type: T) => fc.record({ type: fc.constant(type), at, counter });
/** Any event at any time: lost, repeated, shuffled, by clocks that jump. */
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    arbitrary: fc.record({
      type: fc.constant('ticket-issued' as const),
      at,
      ticket,
      service,
      number: fc.constant('A001'),
      code: fc.constant('a-code-of-it'),
      by: fc.constant('kiosk' as const),
      priority: fc.constantFrom('none' as const, 'priority' as const, 'appointment' as const),
    }),
    weight: 8,
  },
  { arbitrary: about('ticket-called'), weight: 8 },
  { arbitrary: about('service-finished'), weight: 4 },
  about('ticket-absent'),
  about('ticket-held'),
  fc.record({ type: fc.constant('ticket-cancelled' as const), at, ticket }),
  fc.record({ type: fc.constant('ticket-requeued' as const), at, ticket, reason: fc.constant('back') }),
  fc.record({ type: fc.constant('ticket-transferred' as const), at, ticket, counter, service }),
  fc.record({
    type: fc.constant('counter-opened' as const),
    at,
    counter,
    services: fc.array(service, { maxLength: 2 }),
  }),
  ofCounter('counter-paused'),
  ofCounter('counter-closed'),
  fc.record({ type: fc.constant('reception-closed' as const), at }),
  fc.record({
    type: fc.constant('day-opened' as const),
    at,
    day: fc.constantFrom('2026-11-24', '2026-11-25', '2026-11-26'),
  }),
);
const log = fc.array(event, { maxLength: 80 });

/** The clock of a day that is opened anew begins there, however late the day before had become. */
const DAY_SET_BACK: Event[] = [
  { type: 'service-finished', at: NINE + 15 * 60 * MINUTE, ticket: 't0', counter: 1 },
  { type: 'day-opened', at: NINE, day: '2026-11-24' },
  { type: 'ticket-issued', at: NINE, ticket: 't1', number: 'A1', service: 'shomei', code: 'code-of-1', by: 'kiosk' },
  {
    type: 'ticket-issued',
    at: NINE + 20 * 60 * MINUTE,
    ticket: 't2',
    number: 'A2',
    service: 'shomei',
    code: 'code-of-2',
    by: 'kiosk',
  },
];

function isSane(estimate: Estimate): void {
  const { lowMinutes, medianMinutes, highMinutes } = estimate;
  for (const minutes of [lowMinutes, medianMinutes, highMinutes]) expect(minutes).toSatisfy(Number.isFinite);
  expect(lowMinutes).toBeGreaterThanOrEqual(0);
  expect(lowMinutes).toBeLessThanOrEqual(medianMinutes);
  expect(medianMinutes).toBeLessThanOrEqual(highMinutes);
  expect(highMinutes).toBeLessThanOrEqual(24 * 60);
}

function allSane(projection: SectionProjection, now: number): void {
  for (const { estimate } of sectionView(projection, now).services) if (estimate !== null) isSane(estimate);
  const { learned, state } = projection;
  for (const { ticket: id } of state.tickets) {
    const left = estimateTicket(learned.wait, state, id, now);
    if (left !== null) isSane(left.estimate);
  }
  for (const { estimate } of learned.wait.promised) isSane(estimate);
}

const issued = (n: number, when: number, of = 'shomei'): Event => ({
  type: 'ticket-issued',
  at: when,
  ticket: `t${n}`,
  number: `A${n}`,
  service: of,
  code: `code-of-${n}`,
  by: 'kiosk',
});
const called = (n: number, when: number, of = 1): Event => ({
  type: 'ticket-called',
  at: when,
  ticket: `t${n}`,
  counter: of,
});
const finished = (n: number, when: number, of = 1): Event => ({
  type: 'service-finished',
  at: when,
  ticket: `t${n}`,
  counter: of,
});

describe('an estimate', () => {
  it('is finite, ordered and not negative, whatever events come in whatever order at whatever time', () =>
    fc.assert(
      fc.property(log, fc.integer({ min: NINE - DAY, max: NINE + 4 * DAY }), (events, now) => {
        let projection = start;
        for (const each of events) {
          projection = takeEvents(projection, [each], each.at);
          allSane(projection, each.at);
        }
        allSane({ ...projection, heardAt: now }, now);
      }),
      { numRuns: 200 },
    ));

  it('is the same however the log was cut into runs', () =>
    fc.assert(
      fc.property(log, fc.array(fc.nat({ max: 80 }), { maxLength: 6 }), (events, cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), events.length];
        const pieces = places.reduce(
          (so, from, i) => takeEvents(so, events.slice(from, places[i + 1] ?? from), NINE),
          start,
        );
        expect(pieces.learned.wait).toEqual(takeEvents(start, events, NINE).learned.wait);
      }),
      { numRuns: 200, examples: [[DAY_SET_BACK, [2]]] },
    ));

  it('survives JSON with all that was learned', () =>
    fc.assert(
      fc.property(log, (events) => {
        const { learned } = takeEvents(start, events, NINE);
        expect(JSON.parse(JSON.stringify(learned.wait))).toEqual(learned.wait);
      }),
      { numRuns: 50 },
    ));

  it('is sane with five hundred people waiting, and grows with each of them', () => {
    let projection = takeEvents(start, [called(0, NINE)], NINE);
    let last = 0;
    for (let n = 1; n <= 500; n += 1) {
      projection = takeEvents(projection, [issued(n, NINE + n)], NINE + n);
      const minutes = projection.learned.wait.promised.at(-1)?.estimate.medianMinutes ?? Number.NaN;
      expect(minutes).toBeGreaterThanOrEqual(last);
      last = minutes;
    }
    expect(last).toBeGreaterThan(300);
    allSane(projection, NINE + MINUTE);
  });

  it('does not grow for ever where a counter never closes, and has days without tickets', () => {
    let projection = start;
    const sizes: number[] = [];
    for (let day = 0; day < 40; day += 1) {
      const morning = NINE + day * DAY;
      const date = new Date(morning).toISOString().slice(0, 10);
      const events: Event[] = [
        { type: 'day-opened', at: morning, day: date },
        { type: 'counter-opened', at: morning, counter: 1, services: ['shomei'] },
      ];
      for (let n = 0; day % 3 > 0 && n < 30; n += 1)
        events.push(issued(n, morning + n * MINUTE), called(n, morning + n * MINUTE + 1));
      projection = takeEvents(projection, events, morning);
      allSane(projection, morning + 60 * MINUTE);
      sizes.push(JSON.stringify(projection.learned.wait).length);
    }
    expect(sizes.at(-1)).toBeLessThan(2 * (sizes[1] ?? 0));
  });

  it('counts a ready desk, and who is called before: the older first, a priority by its credit', () => {
    const opened: Event = { type: 'counter-opened', at: NINE, counter: 1, services: ['shomei'] };
    const ready = takeEvents(start, [{ type: 'day-opened', at: NINE, day: '2026-11-24' }, opened], NINE);
    expect(estimatesOf(ready, ['shomei'], NINE)[0]?.medianMinutes).toBe(0);
    expect(
      sectionView(takeEvents(ready, [issued(1, NINE), called(1, NINE)], NINE), NINE).services[0]?.estimate
        ?.medianMinutes,
    ).toBeGreaterThan(0);
    const priority: Event = { ...issued(3, NINE + 3 * MINUTE), priority: 'priority' } as Event;
    const { learned, state } = takeEvents(
      ready,
      [issued(0, NINE), called(0, NINE), issued(1, NINE + MINUTE), issued(2, NINE + 2 * MINUTE), priority],
      NINE,
    );
    const ahead = (n: number): number | undefined =>
      estimateTicket(learned.wait, state, `t${n}`, NINE + 3 * MINUTE)?.ahead;
    expect([ahead(3), ahead(1), ahead(2)]).toEqual([0, 1, 2]);
  });

  it('counts those before a ticket whom its own counters call, for whatever service they wait', () => {
    const opens = (counter: number, services: string[]): Event => ({
      type: 'counter-opened',
      at: NINE,
      counter,
      services,
    });
    const queue = [0, 1, 2, 3].map((n) => issued(n, NINE + n * MINUTE));
    const last: Event = { ...issued(4, NINE + 4 * MINUTE), service: 'ido' } as Event;
    const ahead = (...counters: Event[]): number | undefined => {
      const { learned, state } = takeEvents(start, [...counters, ...queue, last], NINE + 5 * MINUTE);
      return estimateTicket(learned.wait, state, 't4', NINE + 5 * MINUTE)?.ahead;
    };
    expect(ahead(opens(1, ['shomei', 'ido']))).toBe(4);
    expect(ahead(opens(1, ['shomei']), opens(2, ['ido']))).toBe(0);
  });

  it('does not take those of yesterday for people who wait, where a log never says that a day begins', () => {
    const yesterday = Array.from({ length: 30 }, (_, n) => issued(n, NINE + n * MINUTE));
    const { learned, state } = takeEvents(start, [...yesterday, called(0, NINE), issued(99, NINE + DAY)], NINE);
    expect(state.tickets.size).toBe(1);
    expect(learned.wait.promised.map(({ ticket }) => ticket)).toEqual(['t99']);
  });

  it('learns what visits take, and that a service has desks of its own', () => {
    let projection = start;
    let n = 0;
    for (let day = 0; day < 8; day += 1) {
      const morning = NINE + day * DAY;
      const events: Event[] = [{ type: 'day-opened', at: morning, day: new Date(morning).toISOString().slice(0, 10) }];
      for (let visit = 0; visit < 30; visit += 1) {
        const quick = morning + visit * 4 * MINUTE;
        events.push(issued(n, quick), called(n, quick), finished(n, quick + 4 * MINUTE));
        n += 1;
        const slow = morning + visit * 20 * MINUTE;
        events.push(issued(n, slow, 'ido'), called(n, slow, 2), finished(n, slow + 20 * MINUTE, 2));
        n += 1;
      }
      projection = takeEvents(
        projection,
        events.sort((a, b) => a.at - b.at),
        morning,
      );
    }
    const { visits } = projection.learned.wait;
    expect(visits.shomei?.mean).toBeCloseTo(4, 0);
    expect(visits.ido?.mean).toBeCloseTo(20, 0);
    const noon = NINE + 8 * DAY;
    // Ten wait for the slow desk: nothing that somebody for the quick one must wait for.
    const crowd: Event[] = [
      { type: 'day-opened', at: noon, day: '2026-12-02' },
      issued(n + 1, noon),
      called(n + 1, noon),
      issued(n + 2, noon, 'ido'),
      called(n + 2, noon, 2),
      ...Array.from({ length: 10 }, (_, i) => issued(n + 10 + i, noon + i, 'ido')),
    ];
    const view = sectionView(takeEvents(projection, crowd, noon), noon);
    const minutes = (of: string): number =>
      view.services.find(({ service }) => service === of)?.estimate?.medianMinutes ?? Number.NaN;
    expect(minutes('shomei')).toBeLessThan(12);
    expect(minutes('ido')).toBeGreaterThan(100);
  });
});

describe('an estimate of counts', () => {
  const count = fc.record({
    observedAt: at,
    services: fc.array(
      fc.record({
        service,
        waiting: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 100_000 })),
        lastCalled: fc.oneof(fc.constant(null), fc.nat({ max: 999 }).map(String), fc.constant('?')),
        openCounters: fc.nat({ max: 9 }),
      }),
      { maxLength: 3 },
    ),
    counters: fc.constant<WaitingMessage['counters']>([]),
  });

  it('is finite, ordered and not negative, whatever is counted', () =>
    fc.assert(
      fc.property(fc.array(count, { maxLength: 60 }), (counts: WaitingMessage[]) => {
        let projection = start;
        for (const message of counts) {
          projection = takeWaiting(projection, message, message.observedAt);
          allSane(projection, message.observedAt);
        }
        expect(JSON.parse(JSON.stringify(projection.learned.wait))).toEqual(projection.learned.wait);
      }),
      { numRuns: 200 },
    ));

  /** Ten people wait all day long; one is called every four minutes. */
  const steady = (number: (calls: number) => string | null): SectionProjection => {
    let projection = start;
    for (let i = 0; i < 90; i += 1) {
      const observedAt = NINE + i * 4 * MINUTE;
      const services = [{ service: 'shomei', waiting: 10, lastCalled: number(i) }];
      projection = takeWaiting(projection, { observedAt, services, counters: [] }, observedAt);
    }
    return projection;
  };
  it.each([
    ['goes up', (calls: number) => String(calls)],
    ['begins again at 1 after 99', (calls: number) => String((calls + 60) % 100)],
    ['is called out of turn now and then', (calls: number) => String(calls % 7 === 3 ? 901 : calls)],
  ] as const)('learns the pace from a number that %s', (_, number) => {
    const { estimate } = sectionView(steady(number), NINE + 89 * 4 * MINUTE).services[0] ?? {};
    expect(estimate?.medianMinutes).toBeGreaterThan(36);
    expect(estimate?.medianMinutes).toBeLessThan(52);
    expect(estimate?.highMinutes).toBeLessThan(70);
  });
});
