import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { CongestionSummary } from '../../../protocol/congestion/summary.ts';
import { askPlainly } from '../../testing/ask.ts';
import { Opened } from '../../testing/test-hub.ts';
import { day, logOf, MINUTE, openWard, openWardWithLead, seen, TEN } from '../../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

const SUMMARY = '/api/v1/congestion?summary';

/** A city of this many offices with three sections of two services each. */
const offices = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    path: `kyoto/office-${n}`,
    name: { ja: `第${n}区役所`, en: `Ward Office ${n}` },
    sections: ['shimin', 'hoken', 'kodomo'].map((id) => ({
      id,
      name: { ja: `${id}窓口課`, en: `Counter of ${id}` },
      services: ['shomei', 'ido'].map((service) => ({ id: service, name: { ja: `${service}の届出`, en: service } })),
    })),
  }));

describe('the summary of all offices', () => {
  it('says of each section its level, who waits, and the longest median as it is said', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(6, 1)));
    await seen(hub, { services: [{ waiting: 3 }, { waiting: 2 }] });
    const whole = await hub.section();
    const summary = CongestionSummary.parse(await (await hub.get(SUMMARY)).json());
    const medians = whole?.services.map(({ estimate }) => estimate?.medianMinutes ?? 0) ?? [];
    expect(summary.observedAt).toBe(TEN);
    expect(summary.offices).toEqual([
      {
        city: 'kyoto',
        office: 'ukyo',
        name: { ja: '右京区役所', en: 'Ukyo Ward Office' },
        level: whole?.level,
        waiting: 5,
        sections: [
          {
            section: 'shimin',
            name: { ja: '市民窓口課', en: "Citizens' counter" },
            level: whole?.level,
            freshness: 'live',
            reception: 'open',
            waiting: 5,
            medianMinutes: Math.round(Math.max(...medians) / 5) * 5,
          },
        ],
      },
    ]);
  });

  it('is not sent again while it stands; whoever has it hears until when it was true', async () => {
    const { hub, lead, at } = await openWardWithLead(opened);
    const first = await askPlainly(hub, SUMMARY);
    at(TEN + MINUTE);
    const { etag = '' } = first.headers;
    const ask = () => askPlainly(hub, SUMMARY, { 'if-none-match': etag });
    await expect.poll(async () => (await ask()).headers['x-observed-at']).toBe(String(TEN + MINUTE));
    expect(await ask()).toMatchObject({ status: 304, body: Buffer.of() });
    await lead.deliver(logOf(...day(3, 0)));
    await expect.poll(async () => (await ask()).status).toBe(200);
  });

  it('of two hundred offices, asked for once a minute for an hour, is below half a megabyte on the wire', async () => {
    const { hub } = await openWard(opened, { offices: offices(200) });
    const answer = await askPlainly(hub, SUMMARY, { 'accept-encoding': 'gzip' });
    const text = gunzipSync(answer.body);
    expect(CongestionSummary.parse(JSON.parse(text.toString())).offices).toHaveLength(200);
    expect(text.length / 600).toBeLessThan(250);
    expect(answer.bytes * 60).toBeLessThan(500_000);
  });
});
