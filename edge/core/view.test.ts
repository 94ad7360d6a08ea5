import { describe, expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { testRules } from '../testing/test-rules.ts';
import { noPapers } from './papers.ts';
import { leadView } from './view.ts';

const name = { ja: '業務', en: 'Service' };
const AT = Date.parse('2026-11-24T10:00+09:00');

/** What staff see of a day under a configuration that has one service, `ido`, and one counter, 1. */
const seen = (...events: Event[]) => seenAt(AT, ...events);

function seenAt(observedAt: number, ...events: Event[]) {
  const state = evolve(emptySection, [{ type: 'day-opened', at: AT, day: '2026-11-24' }, ...events]);
  const rules = testRules({
    services: [{ id: 'ido', letter: 'B' }],
    counters: [{ id: 1, services: ['ido'], order: 'longest-wait' }],
  });
  const sign = {
    city: 'kyoto',
    office: 'ukyo',
    section: 'shimin',
    name,
    unit: 'lead',
    hours: {
      opens: '08:30',
      closes: '17:00',
      timezone: 'Asia/Tokyo',
      weekdays: { thu: { opens: '08:30', closes: '19:00' } },
    },
    services: [{ id: 'ido', letter: 'B', name }],
    ticketPage: null,
    accuracyPage: null,
  };
  return leadView(state, rules, sign, {
    observedAt,
    clockTrusted: true,
    hub: { state: 'none', pending: 0 },
    units: [],
    estimates: new Map(),
    accuracy: null,
    prints: false,
    papers: noPapers,
    refusals: new Map(),
    printing: new Set(),
  });
}
const issued = (ticket: string, number: string, service: string): Event => ({
  type: 'ticket-issued',
  at: AT,
  ticket,
  number,
  service,
  code: `code-of-${ticket}`,
  by: 'kiosk',
});

describe('what staff see after the configuration was changed', () => {
  it('has everybody who waits for a service that is gone, in order', () => {
    const view = seen(issued('1', 'A001', 'shomei'), issued('2', 'A002', 'shomei'), issued('3', 'B001', 'ido'));
    expect(view.tickets.map(({ number, position }) => [number, position])).toEqual([
      ['A001', 1],
      ['A002', 2],
      ['B001', 1],
    ]);
    expect(view.services.map(({ service }) => service)).toEqual(['ido']);
  });

  it('has a counter that is gone as long as somebody is served there', () => {
    const opened: Event = { type: 'counter-opened', at: AT, counter: 2, services: ['ido'] };
    const called: Event = { type: 'ticket-called', at: AT, ticket: '3', counter: 2 };
    const finished: Event = { type: 'service-finished', at: AT, ticket: '3', counter: 2 };
    const visit = [issued('3', 'B001', 'ido'), opened, called];
    expect(seen(...visit).counters.map(({ counter, ticket }) => [counter, ticket])).toEqual([
      [1, null],
      [2, 'B001'],
    ]);
    expect(seen(...visit, finished).counters.map(({ counter }) => counter)).toEqual([1]);
  });
});

describe('the hours that are shown', () => {
  it.each([
    ['2026-11-24T10:00', '17:00', null],
    ['2026-11-26T10:00', '19:00', null],
    ['2026-11-23T10:00', '17:00', '勤労感謝の日'],
  ])('at %s end at %s; a day of rest has its name: %s', (at, closes, restDay) => {
    const view = seenAt(Date.parse(`${at}+09:00`));
    expect(view.hours).toEqual({ opens: '08:30', closes, timezone: 'Asia/Tokyo' });
    expect(view.restDay?.ja ?? null).toBe(restDay);
  });
});
