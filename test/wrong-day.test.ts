import { expect, it } from 'vitest';
import { openSqliteLog } from '../edge/queue/sqlite-log.ts';
import type { Event } from '../protocol/queue/events.ts';
import { type LoneLead, openLoneLead } from './testing/lone-lead.ts';

const TODAY = '2026-11-24';
const SOON = { timeout: 20_000 };
const issue = { type: 'issue', service: 'shomei', by: 'staff' } as const;
const number = ({ lead }: LoneLead) => lead.handle(issue);

/** As a lead of 0.1.0 wrote it down that was asked for such a day, and gave out a number on it. */
const wrote = (day: string) => (data: string) => {
  const log = openSqliteLog(data, Date.now());
  const events: Event[] = [
    { type: 'day-opened', at: 1, day },
    { type: 'ticket-issued', at: 2, ticket: 'x', number: 'A050', service: 'shomei', code: '12345678', by: 'staff' },
  ];
  log.append('a-command-of-then', events);
  log.close();
};

it.each(['9999-12-31', '2027-11-24', '2026-11-26'])(
  'a lead whose log holds %s has today again as soon as it starts, and gives out its numbers',
  async (day) => {
    const section = await openLoneLead();
    await section.restart(wrote(day));
    expect(section.lead.view()).toMatchObject({ day: TODAY, reception: 'open', tickets: [] });
    expect(number(section)).toMatchObject({ events: [{ number: 'A001' }] });
    // And for good.
    await section.restart();
    expect(section.lead.view()).toMatchObject({ day: TODAY, tickets: [{ number: 'A001' }] });
  },
);

it('it waits for a clock that may be believed, and then nobody needs to do anything', async () => {
  const section = await openLoneLead();
  section.trust(false);
  await section.restart(wrote('9999-12-31'));
  expect(section.lead.view().day).toBe('9999-12-31');
  section.trust(true);
  await expect.poll(() => section.lead.view().day, SOON).toBe(TODAY);
  expect(number(section)).toMatchObject({ events: [{ number: 'A001' }] });
});

it('tomorrow opened too early gives out no number, and staff take it back', async () => {
  const section = await openLoneLead();
  expect(section.lead.handle({ type: 'open-day', day: '2026-11-25' })).toHaveProperty('events');
  expect(number(section)).toHaveProperty('refused.code', 'no-day-open');
  await section.restart();
  expect(number(section)).toHaveProperty('refused.code', 'no-day-open');
  expect(section.lead.handle({ type: 'open-day' })).toHaveProperty('events');
  expect(section.lead.view().day).toBe(TODAY);
  expect(number(section)).toMatchObject({ events: [{ number: 'A001' }] });
});
