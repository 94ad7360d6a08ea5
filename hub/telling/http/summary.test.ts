import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { CongestionSummary } from '../../../protocol/congestion/summary.ts';
import { askPlainly } from '../../testing/ask.ts';
import { Opened } from '../../testing/test-hub.ts';
import { day, eventually, logOf, MINUTE, openWardWithLead, seen, TEN, UKYO } from '../../testing/test-ward.ts';

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

  it('of two hundred offices, and the stream of the one that is open, are below two megabytes an hour on the wire', async () => {
    const { hub, lead } = await openWardWithLead(opened, { offices: [UKYO, ...offices(200)] });
    await lead.deliver(logOf(...day(6, 1)));
    await seen(hub, { services: [{ waiting: 3 }, { waiting: 2 }] });
    await Promise.all(
      offices(200).flatMap(({ path, sections }, n) =>
        sections.map(({ id }, m) => {
          const services = ['shomei', 'ido'].map((service, s) => ({ service, waiting: (n * 7 + m * 11 + s * 5) % 23 }));
          return lead.publish(`matazu/v1/${path}/${id}/waiting`, JSON.stringify({ observedAt: TEN, services }));
        }),
      ),
    );
    await eventually(async () => {
      const { offices: told } = CongestionSummary.parse(await (await hub.get(SUMMARY)).json());
      expect(told.every(({ sections }) => sections.every(({ freshness }) => freshness === 'live'))).toBe(true);
    });
    const list = await askPlainly(hub, SUMMARY, { 'accept-encoding': 'gzip' });
    const text = gunzipSync(list.body);
    expect(CongestionSummary.parse(JSON.parse(text.toString())).offices).toHaveLength(201);
    expect(text.length / 601).toBeLessThan(250);
    const asked = get({
      port: hub.httpPort,
      path: '/api/v1/stream?office=kyoto/ukyo',
      headers: { 'accept-encoding': 'gzip' },
    });
    opened.add({ close: async () => void asked.destroy() });
    const [stream] = (await once(asked, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined).on('data', (chunk: Buffer) => chunks.push(chunk));
    // Hello, the view, and a sign of life, each a chunk of its own.
    await eventually(() => expect(chunks.length).toBeGreaterThanOrEqual(3));
    const [, view = Buffer.of(), alive = Buffer.of()] = chunks;
    // The list once a minute, the view every four seconds, a sign of life every two.
    expect(list.bytes * 60 + view.length * 900 + alive.length * 1_800).toBeLessThan(2_000_000);
  });
});
