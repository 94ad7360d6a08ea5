import { afterEach, describe, expect, it } from 'vitest';
import { ForecastView } from '../../../protocol/congestion/views.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import { connectLead, Opened } from '../../testing/test-hub.ts';
import { eventually, logOf, MINUTE, nenkin, openWardWithLead } from '../../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

const DAYS = ['17', '18', '19', '20'];
/** A day on which somebody takes a ticket each ten minutes from nine to noon and is called so many minutes later. */
function dayOf(day: string, waitMinutes: number): Event[] {
  const nine = Date.parse(`2026-11-${day}T09:00:00+09:00`);
  const events: Event[] = [{ type: 'day-opened', at: nine, day: `2026-11-${day}` }];
  for (let n = 0; n < 18; n++) {
    const at = nine + n * 10 * MINUTE;
    const ticket = `t-${day}-${n}`;
    const number = `A${String(n).padStart(3, '0')}`;
    events.push({ type: 'ticket-issued', at, ticket, number, service: 'shomei', code: `code-${ticket}`, by: 'kiosk' });
    events.push({ type: 'ticket-called', at: at + waitMinutes * MINUTE, ticket, counter: 1 });
  }
  return events.sort((a, b) => a.at - b.at);
}
const morning: Event = { type: 'day-opened', at: Date.parse('2026-11-24T08:00:00+09:00'), day: '2026-11-24' };

async function setup() {
  const ward = await openWardWithLead(opened);
  const forecast = async (path = 'kyoto/ukyo/shimin') =>
    ForecastView.parse(await (await ward.hub.get(`/api/v1/forecast/${path}`)).json());
  return { ...ward, forecast };
}

describe('the forecast of a section', () => {
  it('says that it knows nothing yet, and when the section is closed', async () => {
    const { forecast } = await setup();
    const view = await forecast();
    expect(view).toMatchObject({ section: 'shimin', name: { ja: '市民窓口課' }, learnedDays: 0 });
    expect(view.days).toHaveLength(15);
    expect(view.days[4]).toMatchObject({ day: '2026-11-28', hours: null, closed: { ja: '土曜日', en: 'Saturday' } });
    expect(view.services.map(({ service }) => service)).toEqual(['shomei', 'ido']);
    expect(view.whole.slots.every(({ level, estimate }) => level === 'unknown' && estimate === null)).toBe(true);
  });

  it('is learned from what its lead tells, day by day', async () => {
    const { lead, forecast } = await setup();
    await lead.deliver(logOf(...DAYS.flatMap((day) => dayOf(day, 20)), morning));
    await eventually(async () => expect((await forecast()).learnedDays).toBe(4));
    const { services } = await forecast();
    const eleven = services[0]?.slots.find(({ from }) => from === Date.parse('2026-11-26T11:00:00+09:00'));
    expect(eleven).toMatchObject({ level: 'moderate', estimate: { medianMinutes: expect.any(Number) } });
    expect(eleven?.estimate?.medianMinutes).toBeGreaterThan(15);
    // Of those who come each ten minutes and wait for twenty, two wait at a time.
    expect(eleven?.waiting).toBeCloseTo(2, 0);
    expect(services[0]?.best.length).toBeGreaterThan(0);
    // Nobody came for it.
    expect(services[1]?.best).toEqual([]);
  });

  it('offers nothing more of a day whose reception its staff have closed, until they open it again', async () => {
    const { lead, forecast, hub } = await setup();
    const closed: Event = { type: 'reception-closed', at: Date.parse('2026-11-24T09:59:00+09:00') };
    const log = [...DAYS.flatMap((day) => dayOf(day, 20)), morning];
    const today = async () => {
      const { whole, services } = await forecast();
      const of = (slots: readonly { from: number }[]) =>
        slots.filter(({ from }) => from < closed.at + 12 * 60 * MINUTE);
      return [whole, ...services].flatMap(({ slots, best }) => [...of(slots), ...of(best)]).length;
    };
    await lead.deliver(logOf(...log));
    await eventually(async () => expect(await today()).toBeGreaterThan(0));
    await lead.deliver(logOf(...log, closed));
    await eventually(async () => expect((await hub.section())?.reception).toBe('closed'));
    expect(await today()).toBe(0);
    expect((await forecast()).whole.best.length).toBeGreaterThan(0);
    await lead.deliver(logOf(...log, closed, { ...morning, at: closed.at + 1 }));
    await eventually(async () => expect(await today()).toBeGreaterThan(0));
  });

  it('is learned from the counts of an existing ticket machine too', async () => {
    const { hub, forecast } = await setup();
    const gateway = await connectLead(opened, hub.broker, nenkin);
    // Each is committed before the next is sent, for of one commit's counts the latest alone is kept.
    const count = async (observedAt: number, waiting: number): Promise<void> => {
      const before = await hub.metric('matazu_ingest_commits_total');
      await gateway.waiting({ observedAt, services: [{ service: 'nenkin', waiting }] });
      await eventually(async () =>
        expect(await hub.metric('matazu_ingest_commits_total')).toBeGreaterThan(Number.isNaN(before) ? 0 : before),
      );
    };
    for (const day of DAYS)
      for (const minute of [0, 15]) await count(Date.parse(`2026-11-${day}T10:00:00+09:00`) + minute * MINUTE, 6);
    await count(Date.parse('2026-11-24T09:59:00+09:00'), 1);
    await eventually(async () => expect((await forecast('kyoto/ukyo/nenkin')).learnedDays).toBe(4));
    const { whole } = await forecast('kyoto/ukyo/nenkin');
    expect(whole.slots.find(({ from }) => from === Date.parse('2026-11-25T10:00:00+09:00'))?.waiting).toBeGreaterThan(
      4,
    );
  });

  it('is open data, of one office: a row a service and half hour', async () => {
    const { hub, lead, forecast } = await setup();
    await lead.deliver(logOf(...DAYS.flatMap((day) => dayOf(day, 20)), morning));
    await eventually(async () => expect((await forecast()).learnedDays).toBe(4));
    const lines = (await (await hub.get('/open-data/forecast.csv?office=kyoto/ukyo')).text()).split('\r\n');
    expect(lines[0]).toBe(
      'city,office,section,section_name_ja,service,service_name_ja,from,level,waiting,low_minutes,median_minutes,high_minutes,learned_days',
    );
    expect(lines.find((line) => line.includes('shomei,') && line.includes('2026-11-26T11:00:00+09:00'))).toMatch(
      /^kyoto,ukyo,shimin,市民窓口課,shomei,"住民票, ""証明""",2026-11-26T11:00:00\+09:00,moderate,[\d.]+,[\d.]+,[\d.]+,[\d.]+,4$/,
    );
    const json = (await (await hub.get('/open-data/forecast.json?office=kyoto/ukyo')).json()) as { rows: object[] };
    expect(json.rows).toContainEqual(expect.objectContaining({ service: 'ido', level: 'unknown', waiting: null }));
  });
});
