import { afterEach, describe, expect, it } from 'vitest';
import { AccuracyDayView, AccuracyView } from '../../../protocol/congestion/views.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import { Opened } from '../../testing/test-hub.ts';
import { eventually, logOf, MINUTE, openWardWithLead, seen, TEN, UKYO } from '../../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

/** Two people of yesterday and two of today, each called so long after their ticket, minutes. */
const story = (...waits: readonly [number, number, number, number]): Event[] => {
  const yesterday = TEN - 24 * 60 * MINUTE;
  const events: Event[] = [];
  for (const [i, wait] of waits.entries()) {
    const at = (i < 2 ? yesterday : TEN) + (i % 2) * 40 * MINUTE - 90 * MINUTE;
    const ticket = `t-${i}`;
    const number = `A00${i}`;
    if (i % 2 === 0) events.push({ type: 'day-opened', at, day: i < 2 ? '2026-11-23' : '2026-11-24' });
    events.push({ type: 'ticket-issued', at, ticket, number, service: 'shomei', code: `code-${ticket}`, by: 'kiosk' });
    events.push({ type: 'ticket-called', at: at + wait * MINUTE, ticket, counter: 1 });
  }
  return events;
};

describe('how right a section was', () => {
  it('is told of the section, of each day, of each ticket, and as open data', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await seen(hub, { accuracy: null });
    // Whoever comes to an empty counter is told a few minutes.
    await lead.deliver(logOf(...story(5, 5, 5, 39)));
    await seen(hub, { accuracy: { tickets: 4, covered: expect.any(Number), levelRight: 0.75 } });
    const get = async (path: string) => (await hub.get(path)).json();
    const view = AccuracyView.parse(await get('/api/v1/accuracy/kyoto/ukyo/shimin'));
    expect(view.last28Days).toMatchObject({ tickets: 4, levelRight: 0.75 });
    expect(view.days.map(({ day, tickets, levelRight }) => [day, tickets, levelRight])).toEqual([
      ['2026-11-23', 2, 1],
      ['2026-11-24', 2, 0.5],
    ]);
    const day = AccuracyDayView.parse(await get('/api/v1/accuracy/kyoto/ukyo/shimin/2026-11-24'));
    expect(day).toMatchObject({
      accuracy: { tickets: 2 },
      services: [{ service: 'shomei', name: { en: 'Certificates' } }],
    });
    expect(day.tickets.map(({ actualMinutes }) => actualMinutes)).toEqual([5, 39]);
    expect(day.tickets[1]?.at).toBe(TEN - 50 * MINUTE);
    const lines = (await (await hub.get('/open-data/accuracy.csv')).text()).split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^kyoto,ukyo,shimin,市民窓口課,2,4,[\d.]+,[\d.]+,0.75,2026-11-24T10:00:00\+09:00$/);
    const json = (await get('/open-data/accuracy.json')) as { rows: object[] };
    expect(json.rows).toMatchObject([{ section: 'shimin', days: 2, tickets: 4 }]);
  });

  it('is empty where nobody was called yet, and keeps no number or code of a ticket', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    const lines = async () => (await (await hub.get('/open-data/accuracy.csv')).text()).split('\r\n');
    expect((await lines())[1]).toMatch(/^kyoto,ukyo,shimin,市民窓口課,0,0,,,,2026/);
    await lead.deliver(logOf(...story(5, 5, 5, 5)));
    await seen(hub, { accuracy: { tickets: 4 }, name: UKYO.sections[0]?.name });
    const text = await eventually(async () => {
      const response = await hub.get('/api/v1/accuracy/kyoto/ukyo/shimin/2026-11-24');
      expect(response.status).toBe(200);
      return response.text();
    });
    expect(text).not.toMatch(/A00|code-|t-\d/);
  });
});
