import { describe, expect, it } from 'vitest';
import type { Event } from '../../../protocol/queue/events.ts';
import type { WaitingMessage } from '../../../protocol/queue/waiting.ts';
import { type SectionFacts, unknownSection } from '../facts.ts';
import {
  emptyProjection,
  heardFrom,
  type SectionProjection,
  takeEvents,
  takeRefusal,
  takeUnit,
  takeWaiting,
} from '../section-projection.ts';
import { ticketView } from './office-view.ts';
import { freshnessOf, type Levels, levelsOf, sectionView } from './section-view.ts';

const MINUTE = 60_000;
/** Ten o'clock of a Tuesday in Japan. */
const TEN = Date.parse('2026-11-24T10:00:00+09:00');
const text = (word: string) => ({ ja: word, en: word });

const facts: SectionFacts = {
  ...unknownSection('shimin'),
  services: [
    { id: 'shomei', name: text('証明'), letter: 'A', expectedMinutes: 6 },
    { id: 'ido', name: text('異動'), letter: 'B', expectedMinutes: 12 },
  ],
  counters: [{ id: 1, services: ['shomei', 'ido'] }],
};
const withHours = { ...facts, hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' } };

const opened: Event[] = [
  { type: 'day-opened', at: TEN, day: '2026-11-24' },
  { type: 'counter-opened', at: TEN, counter: 1, services: ['shomei', 'ido'] },
];
const office = { city: 'kyoto', office: 'ukyo', name: text('右京') };
const issued = (n: number, at = TEN): Event => ({
  type: 'ticket-issued',
  at,
  ticket: `t${n}`,
  number: `A00${n}`,
  service: 'shomei',
  code: `code-000${n}`,
  by: 'kiosk',
});
const called = (n: number, at = TEN): Event => ({ type: 'ticket-called', at, ticket: `t${n}`, counter: 1 });
const declared = (at = TEN): Event => ({ type: 'level-declared', at, level: 'busy' });
const counted = (waiting: number, observedAt = TEN): WaitingMessage => ({
  observedAt,
  services: [{ service: 'shomei', waiting, lastCalled: '17' }],
  counters: [{ counter: 3, state: 'open', ticket: '17' }],
});

const tickets = (events: readonly Event[], of = facts): SectionProjection =>
  takeEvents(emptyProjection(of), events, TEN);
const counts = (waiting: number, of = facts): SectionProjection =>
  takeWaiting(emptyProjection(of), counted(waiting), TEN);

const threeWaiting = tickets([...opened, issued(1), issued(2), issued(3), issued(4), called(1)]);
const staffOnly = tickets([...opened, declared()]);

describe('near closing time', () => {
  const eight = [1, 2, 3, 4, 5, 6, 7, 8];
  const waitingAt = (time: string): { view: ReturnType<typeof sectionView>; ticket: ReturnType<typeof ticketView> } => {
    const now = Date.parse(`2026-11-24T${time}:00+09:00`);
    const events = [...opened, ...eight.map((n) => issued(n, now)), called(1, now)];
    const projection = takeEvents(emptyProjection(withHours), events, now);
    return { view: sectionView(projection, now), ticket: ticketView(office, projection, 'code-0008', now) };
  };
  const said = ({ view, ticket }: ReturnType<typeof waitingAt>) => [
    view.services[0]?.estimate?.beforeClosing,
    ticket?.estimate?.beforeClosing,
  ];

  it.each([
    ['10:00', undefined],
    ['16:15', 'doubtful'],
    ['16:58', 'unlikely'],
    ['17:05', undefined],
  ])('at %s the page and the last ticket of eight say of being served today: %s', (time, expected) => {
    expect(said(waitingAt(time))).toEqual([expected, expected]);
  });
});

describe('a section that falls silent', () => {
  it.each([
    ['tickets', 0, 'live', threeWaiting],
    ['tickets', MINUTE, 'live', threeWaiting],
    ['tickets', MINUTE + 1, 'delayed', threeWaiting],
    ['tickets', 5 * MINUTE, 'delayed', threeWaiting],
    ['tickets', 5 * MINUTE + 1, 'lost', threeWaiting],
    ['a declared level', MINUTE + 1, 'delayed', staffOnly],
    ['a declared level', 5 * MINUTE + 1, 'lost', staffOnly],
    ['counts', 7 * MINUTE, 'live', counts(3)],
    ['counts', 7 * MINUTE + 1, 'delayed', counts(3)],
    ['counts', 20 * MINUTE + 1, 'lost', counts(3)],
  ] as const)('with %s is, after %i ms, %s', (_, silentMs, expected, projection) => {
    expect(freshnessOf(projection, TEN + silentMs)).toBe(expected);
  });

  it('shows nothing of what is lost, not even a level', () => {
    const view = sectionView(threeWaiting, TEN + 6 * MINUTE);
    expect(view).toMatchObject({ level: 'unknown', freshness: 'lost', counters: [], calls: [], observedAt: TEN });
    for (const service of view.services)
      expect(service).toMatchObject({ waiting: null, lastCalled: null, level: 'unknown', estimate: null });
    expect(view.services.map(({ service }) => service)).toEqual(['shomei', 'ido']);
  });

  it('is closed, not unknown, after the hours that it keeps: its units are switched off at night', () => {
    const projection = tickets([...opened, issued(1)], withHours);
    const atNight = sectionView(projection, TEN + 10 * 60 * MINUTE);
    expect(atNight).toMatchObject({ level: 'closed', freshness: 'lost', reception: 'closed' });
    expect(atNight.services[0]).toMatchObject({ waiting: null, level: 'closed' });
    expect(sectionView(projection, TEN + 24 * 60 * MINUTE)).toMatchObject({ level: 'unknown', freshness: 'lost' });
  });

  const said = (unit: string, state: 'online' | 'offline') => ({
    unit,
    message: { state, at: TEN, version: '1', devices: [] },
    heardAt: TEN,
    now: TEN,
  });

  it('is live again when it says anything after a goodbye that somebody else said for it', () => {
    const gone = takeUnit(threeWaiting, said('u', 'offline'));
    expect(freshnessOf(heardFrom(gone, TEN + 1_000), TEN + 1_000)).toBe('delayed');
    expect(freshnessOf(heardFrom(gone, TEN + 10_000), TEN + 10_000)).toBe('live');
  });

  it('is delayed while what it sends of its log is refused, then lost, and live when it is taken again', () => {
    let refused = threeWaiting;
    const at = (minutes: number): number => TEN + minutes * MINUTE;
    for (let minutes = 0; minutes <= 6; minutes += 0.25) {
      // Its heartbeat goes on meanwhile.
      refused = { ...takeRefusal(refused, at(minutes)), heardAt: at(minutes) };
      expect(freshnessOf(refused, at(minutes))).toBe(minutes <= 5 ? 'delayed' : 'lost');
    }
    expect(sectionView(refused, at(6)).services[0]?.waiting).toBe(null);
    expect(freshnessOf(takeEvents(refused, [issued(9)], at(6)), at(6))).toBe('live');
    expect(freshnessOf({ ...refused, heardAt: at(7) }, at(7))).toBe('live');
  });

  it('is delayed as soon as all its units said goodbye, and live when one is back', () => {
    const units = (...states: ('online' | 'offline')[]) =>
      states.reduce((projection, state, i) => takeUnit(projection, said(`u${i}`, state)), threeWaiting);
    expect(freshnessOf(units('offline'), TEN)).toBe('delayed');
    expect(freshnessOf(units('offline', 'offline'), TEN)).toBe('delayed');
    expect(freshnessOf(units('offline', 'online'), TEN)).toBe('live');
    expect(sectionView(units('offline'), TEN).services[0]?.waiting).toBe(3);
  });

  it('that was never heard has its configured services, and no figures', () => {
    const view = sectionView(emptyProjection(facts), TEN);
    expect(view).toMatchObject({ level: 'unknown', freshness: 'lost', observedAt: null });
    expect(view.services.map(({ waiting }) => waiting)).toEqual([null, null]);
  });

  it('is not quiet because a unit announced itself: nothing is known of its queue yet', () => {
    const announced = takeUnit(emptyProjection(facts), said('u', 'online'));
    expect(sectionView(announced, TEN)).toMatchObject({ level: 'unknown', freshness: 'lost' });
  });

  it('whose clock runs ahead is not younger than now', () => {
    const ahead = takeEvents(emptyProjection(facts), opened, TEN + 60 * MINUTE);
    expect(sectionView(ahead, TEN).observedAt).toBe(TEN);
  });
});

describe('what is published of a section', () => {
  it('with tickets is what its events say, whatever it counts itself', () => {
    const view = sectionView(takeWaiting(threeWaiting, counted(77), TEN), TEN);
    expect(view).toMatchObject({ source: 'tickets', freshness: 'live', reception: 'open' });
    expect(view.services[0]).toMatchObject({ service: 'shomei', letter: 'A', waiting: 3, lastCalled: 'A001' });
    expect(view.calls).toEqual([{ number: 'A001', counter: 1, at: TEN, state: 'calling' }]);
    expect(view.counters).toEqual([{ counter: 1, state: 'open', ticket: 'A001' }]);
  });

  it('that only counts is what it counts, services that it does not name left out', () => {
    const view = sectionView(counts(4), TEN);
    expect(view).toMatchObject({ source: 'counts', calls: [], counters: [{ counter: 3, ticket: '17' }] });
    expect(view.services).toMatchObject([{ service: 'shomei', waiting: 4, lastCalled: '17' }]);
    expect(view.services[0]?.estimate?.medianMinutes).toBeGreaterThan(0);
  });

  it('whose level staff declared is that level, for an hour', () => {
    const heard = (at: number) => takeWaiting(staffOnly, counted(0, at), at);
    const at = (ms: number) => sectionView(heard(TEN + ms), TEN + ms);
    expect(at(0)).toMatchObject({ source: 'declared', level: 'busy' });
    expect(at(60 * MINUTE - 1)).toMatchObject({ level: 'busy', freshness: 'live' });
    expect(at(60 * MINUTE)).toMatchObject({ level: 'unknown', freshness: 'live' });
  });

  it('whose lead says how long its level stands is that level for so long', () => {
    const projection = tickets([
      ...opened,
      { type: 'level-declared', at: TEN, level: 'busy', until: TEN + 120 * MINUTE },
    ]);
    const levelAt = (minutes: number) =>
      sectionView({ ...projection, heardAt: TEN + minutes * MINUTE }, TEN + minutes * MINUTE).level;
    expect([levelAt(61), levelAt(119), levelAt(120)]).toEqual(['busy', 'busy', 'unknown']);
  });

  it('has a level for each service that staff declared, and the worst of them for the whole', () => {
    const view = sectionView(
      tickets([
        ...opened,
        { type: 'level-declared', at: TEN, level: 'quiet', service: 'shomei' },
        { type: 'level-declared', at: TEN, level: 'packed', service: 'ido' },
      ]),
      TEN,
    );
    expect(view.services.map(({ level }) => level)).toEqual(['quiet', 'packed']);
    expect(view.level).toBe('packed');
  });

  it('says nothing of a queue in which somebody waits and nobody is called any more', () => {
    const heard = (at: number) => takeWaiting(threeWaiting, counted(3, at), at);
    const stood = sectionView(heard(TEN + 40 * MINUTE), TEN + 40 * MINUTE);
    expect(stood).toMatchObject({ freshness: 'live' });
    // The other service has the same counter: whoever comes for it waits behind the three.
    expect(stood.services).toMatchObject([
      { waiting: 3, level: 'unknown', estimate: null },
      { waiting: 0, level: 'moderate' },
    ]);
    const ticketAfter = (minutes: number) => {
      const now = TEN + minutes * MINUTE;
      return ticketView(office, heard(now), 'code-0003', now);
    };
    expect(ticketAfter(1)).toMatchObject({ ahead: 1, estimate: { medianMinutes: expect.any(Number) } });
    expect(ticketAfter(40)).toMatchObject({ state: 'waiting', ahead: 1, estimate: null });
  });

  it('expects nobody to be called before it opens: who takes a number at the doors is told the wait all the while', () => {
    const at = (time: string) => Date.parse(`2026-11-24T${time}+09:00`);
    const early = at('08:05');
    const day: Event = { type: 'day-opened', at: early, day: '2026-11-24' };
    const atDoors = takeEvents(emptyProjection(withHours), [day, issued(1, early), issued(2, early)], early);
    const seen = (time: string) => {
      const now = at(time);
      const heard = takeWaiting(atDoors, counted(2, now), now);
      const [service] = sectionView(heard, now).services;
      return [service?.estimate !== null, ticketView(office, heard, 'code-0002', now)?.estimate !== null];
    };
    expect([seen('08:29'), seen('08:35')]).toEqual([
      [true, true],
      [true, true],
    ]);
    // It has been open for long enough, and nobody was called.
    expect(seen('08:50')).toEqual([false, false]);
    // A number that was left waiting overnight is no morning's crowd.
    const left = takeWaiting(atDoors, counted(2, at('08:05') + 24 * 60 * MINUTE), at('08:05') + 24 * 60 * MINUTE);
    expect(sectionView(left, at('08:05') + 24 * 60 * MINUTE).services[0]?.estimate).toBeNull();
  });

  it('tells the wait of a queue that is counted anew after an hour in which its machine named none', () => {
    const none = takeWaiting(emptyProjection(facts), { ...counted(0), services: [] }, TEN);
    const later = TEN + 60 * MINUTE;
    const view = sectionView(takeWaiting(none, counted(4, later), later), later);
    expect(view.services[0]).toMatchObject({ waiting: 4, estimate: { medianMinutes: expect.any(Number) } });
  });

  it('remembers its levels, so that they do not flicker about a threshold', () => {
    const first = sectionView(threeWaiting, TEN);
    expect(first.level).toBe(first.services[0]?.level);
    expect(levelsOf(first).get('')).toBe(first.level);
    expect(levelsOf(first).get('shomei')).toBe(first.services[0]?.level);
    const median = first.services[0]?.estimate?.medianMinutes ?? Number.NaN;
    // A threshold that lies just beyond the median, on either side of it.
    for (const [before, moderate] of [
      ['quiet', median - 1],
      ['moderate', median + 1],
    ] as const) {
      const near = { ...threeWaiting, facts: { ...facts, thresholds: { moderate, busy: 200, packed: 300 } } };
      const level = (published: Levels) => sectionView(near, TEN, published).services[0]?.level;
      expect(level(new Map([['shomei', before]]))).toBe(before);
      expect(level(new Map())).not.toBe(before);
    }
  });

  it('go on from what was promised last where nothing was published yet', () => {
    const promised = { ...threeWaiting.learned.wait, levels: { shomei: 'moderate' } } as const;
    const median = sectionView(threeWaiting, TEN).services[0]?.estimate?.medianMinutes ?? Number.NaN;
    const thresholds = { moderate: median + 1, busy: 200, packed: 300 };
    const near = { ...threeWaiting, facts: { ...facts, thresholds } };
    expect(sectionView({ ...near, learned: { ...near.learned, wait: promised } }, TEN).level).toBe('moderate');
    expect(sectionView(near, TEN).level).toBe('quiet');
  });
});

describe('since when the first in line has waited', () => {
  it.each([
    [
      'is when their ticket was issued',
      tickets([...opened, issued(1), issued(2, TEN + MINUTE), called(1)]),
      TEN + MINUTE,
    ],
    ['is not told where nobody waits', tickets([...opened, issued(1), called(1)]), undefined],
    ['is not told by a machine that does not say', counts(4), undefined],
  ])('%s', (_, projection, since) => {
    expect(sectionView(projection, TEN + MINUTE).services[0]?.headIssuedAt).toBe(since);
  });
});

describe('reception', () => {
  const evening = Date.parse('2026-11-24T17:05:00+09:00');
  it.each([
    ['is open where no hours are configured', counts(0), evening, 'open'],
    ['is open within the hours', counts(0, withHours), TEN, 'open'],
    ['is closed after them', takeWaiting(emptyProjection(withHours), counted(0, evening), evening), evening, 'closed'],
    [
      'stays open after them while somebody still waits',
      takeWaiting(emptyProjection(withHours), counted(2, evening), evening),
      evening,
      'open',
    ],
    [
      'is closed when the section says so, within the hours too',
      tickets([...opened, { type: 'reception-closed', at: TEN }], withHours),
      TEN,
      'closed',
    ],
    [
      'is open again when the day is opened again',
      tickets([...opened, { type: 'reception-closed', at: TEN }, ...opened], withHours),
      TEN,
      'open',
    ],
  ] as const)('%s', (_, projection, now, expected) => {
    const view = sectionView(projection, now);
    expect(view.reception).toBe(expected);
    expect(view.level === 'closed').toBe(expected === 'closed');
  });

  // 23 November is a holiday; `byHand` is the day as somebody opened it who came in.
  const holiday = Date.parse('2026-11-23T10:00:00+09:00');
  const byHand: Event[] = [{ type: 'day-opened', at: holiday, day: '2026-11-23' }];
  it.each([
    [
      'is closed on a holiday',
      takeWaiting(emptyProjection(withHours), counted(0, holiday), holiday),
      holiday,
      'closed',
    ],
    [
      'is open on a holiday while somebody waits',
      takeWaiting(emptyProjection(withHours), counted(1, holiday), holiday),
      holiday,
      'open',
    ],
    [
      'is open on a holiday on which staff opened the day',
      takeEvents(emptyProjection(withHours), byHand, holiday),
      holiday,
      'open',
    ],
    [
      'is closed on the holiday though Friday was never closed',
      takeWaiting(takeEvents(emptyProjection(withHours), opened, holiday), counted(0, holiday), holiday),
      holiday,
      'closed',
    ],
    [
      'is open after hours on a day that staff opened then',
      takeEvents(emptyProjection(withHours), [{ type: 'day-opened', at: evening, day: '2026-11-24' }], evening),
      evening,
      'open',
    ],
  ] as const)('%s', (_, projection, now, expected) => {
    expect(sectionView(projection, now)).toMatchObject({ reception: expected, freshness: 'live' });
  });

  it('that was open today and is over is told apart from one that has not begun', () => {
    const closed = [...opened, { type: 'reception-closed', at: TEN } as const];
    const endedOn = (events: readonly Event[], now: number) =>
      sectionView(takeEvents(emptyProjection(withHours), events, now), now).endedToday;
    expect([endedOn(closed, TEN), endedOn(opened, evening)]).toEqual([true, true]);
    expect(endedOn(opened, TEN)).toBeUndefined();
    expect(endedOn(closed, evening + 14 * 60 * MINUTE)).toBeUndefined();
  });

  it('that closed leaves the figures of those who still wait', () => {
    const closed = takeEvents(threeWaiting, [{ type: 'reception-closed', at: TEN }], TEN);
    expect(sectionView(closed, TEN).services[0]).toMatchObject({ waiting: 3, level: 'closed', estimate: null });
  });
});

describe('a section whose log is still on its way', () => {
  it('shows nothing of the part that is known: a half-read morning is no present', () => {
    const behind = { ...threeWaiting, behind: true };
    expect(sectionView(behind, TEN)).toMatchObject({ freshness: 'lost', level: 'unknown', calls: [] });
    expect(sectionView(behind, TEN).services.map(({ waiting }) => waiting)).toEqual([null, null]);
    expect(sectionView({ ...behind, behind: false }, TEN)).toMatchObject({ freshness: 'live' });
  });
});
