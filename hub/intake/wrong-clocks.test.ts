import { afterEach, describe, expect, it } from 'vitest';
import { connectLead, Opened, waitingIn } from '../testing/test-hub.ts';
import { eventually, MINUTE, nenkin, openWard, seen, TEN } from '../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

const HOUR = 60 * MINUTE;
const offices = [
  {
    path: 'kyoto/ukyo',
    name: '右京区役所',
    sections: [
      {
        id: 'nenkin',
        name: '年金',
        hours: { opens: '08:30', closes: '17:00' },
        services: [{ id: 'nenkin', name: '年金' }],
      },
    ],
  },
];

describe('a gateway whose clock is wrong', () => {
  it.each<[what: string, timeOf: (now: number) => number, told: string]>([
    ['counts in seconds', (now) => Math.floor(now / 1000), '57 years behind'],
    ['counts from its power-on', () => 188_000, '57 years behind'],
    ['is nine hours behind', (now) => now - 9 * HOUR, '9 hours behind'],
    ['is nine hours ahead', (now) => now + 9 * HOUR, '9 hours ahead'],
  ])('%s: its count, level and wait agree, and staff are told once', async (_, timeOf, told) => {
    const { hub, at } = await openWard(opened, { offices });
    const gateway = await connectLead(opened, hub.broker, nenkin);
    for (const [i, waiting] of [7, 6, 5, 4].entries()) {
      const now = TEN + i * 2 * MINUTE;
      at(now);
      const observedAt = timeOf(now);
      const services = [{ service: 'nenkin', waiting, lastCalled: String(100 + i), headIssuedAt: observedAt }];
      await gateway.waiting({ observedAt, services });
      await eventually(async () => expect(waitingIn(await hub.section(nenkin))).toBe(waiting));
    }
    await seen(hub, { freshness: 'live', reception: 'open', services: [{ waiting: 4 }] }, nenkin);
    const view = await hub.section(nenkin);
    expect(view?.services[0]?.estimate).not.toBeNull();
    expect(view?.level).not.toBe('unknown');
    expect(view?.services[0]).not.toHaveProperty('headIssuedAt');
    const lines = hub.logged.filter(({ message }) => message.includes('taken as of now'));
    expect(lines).toEqual([
      { level: 'warn', fields: { section: 'kyoto/ukyo/nenkin' }, message: expect.stringContaining(told) },
    ]);
    expect(await hub.metric('matazu_ingest_clocks_total')).toBe(3);
  });

  it('is none that sends what it counted before, one after another', async () => {
    const { hub } = await openWard(opened, { offices });
    const gateway = await connectLead(opened, hub.broker, nenkin);
    for (let i = 0; i < 12; i++)
      await gateway.waiting({ observedAt: TEN - (60 - i * 5) * MINUTE, services: [{ service: 'nenkin', waiting: i }] });
    await eventually(async () => expect(waitingIn(await hub.section(nenkin))).toBe(11));
    expect(await hub.metric('matazu_ingest_clocks_total')).toBe(0);
  });

  it('by a few minutes is left alone', async () => {
    const { hub } = await openWard(opened, { offices });
    const gateway = await connectLead(opened, hub.broker, nenkin);
    await gateway.waiting({ observedAt: TEN - 5 * MINUTE, services: [{ service: 'nenkin', waiting: 3 }] });
    await seen(hub, { freshness: 'live', services: [{ waiting: 3 }] }, nenkin);
    expect(await hub.metric('matazu_ingest_clocks_total')).toBe(0);
  });
});
