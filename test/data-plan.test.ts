import mqtt from 'mqtt';
import { expect, it } from 'vitest';
import { Opened } from '../hub/testing/test-hub.ts';
import { MINUTE, openWard, TEN } from '../hub/testing/test-ward.ts';
import { encode } from '../protocol/wire/topics.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const OFFICES = 200;
const SECTIONS = ['shimin', 'hoken', 'kodomo'];
const LOOKS = 20;
/** So often the page looks at so large a city. */
const EVERY_MS = 30_000;

const offices = Array.from({ length: OFFICES }, (_, n) => ({
  path: `kyoto/office-${n}`,
  name: { ja: `第${n}区役所`, en: `Ward Office ${n}` },
  sections: SECTIONS.map((id) => ({
    id,
    name: { ja: `${id}窓口課`, en: `Counter of ${id}` },
    services: ['shomei', 'ido'].map((service) => ({ id: service, name: { ja: `${service}の届出`, en: service } })),
  })),
}));

describeInBrowser('a phone that shows a city of two hundred offices', (browser) => {
  it('receives two megabytes an hour at most, and draws the sections of an office only where it is opened', async () => {
    const startedMs = performance.now();
    const opened = new Opened();
    browser.after(() => opened.close());
    const { hub, at } = await openWard(opened, { offices, dashboard });
    const client = await mqtt.connectAsync(hub.broker, { protocolVersion: 4 });
    opened.add({ close: () => client.endAsync(true) });
    /** In each office one section counts anew: in each minute another. */
    const count = async (minute: number): Promise<void> => {
      at(TEN + minute * MINUTE);
      const section = SECTIONS[minute % SECTIONS.length] ?? '';
      for (let n = 0; n < OFFICES; n++) {
        const services = ['shomei', 'ido'].map((service, i) => ({
          service,
          waiting: (n * 7 + minute * (3 + i)) % 40,
          lastCalled: null,
          openCounters: 2,
        }));
        const told = { observedAt: TEN + minute * MINUTE, services, counters: [] };
        const { topic, payload } = encode('waiting', { city: 'kyoto', office: `office-${n}`, section }, told);
        await client.publishAsync(topic, payload, { qos: n === OFFICES - 1 ? 1 : 0 });
      }
    };
    for (let minute = -SECTIONS.length; minute < 0; minute++) await count(minute);

    const [page] = await browser.openTabs(['about:blank']);
    if (page === undefined) throw new Error('no page');
    let [bytes, lists] = [0, 0];
    const wire = await page.context().newCDPSession(page);
    await wire.send('Network.enable');
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    page.on('response', (response) => {
      if (response.url().endsWith('?summary')) lists += 1;
    });
    await page.goto(hub.url);
    await expect.poll(() => page.getByTestId('office').count()).toBe(OFFICES);
    // The page asked by itself, and again as it saw that the city is large; from here on once in half a minute.
    await expect.poll(() => lists).toBe(2);
    const first = bytes;
    for (let minute = 0; minute < LOOKS; minute++) {
      await count(minute);
      // Seen anew it asks at once, so that no time need go by.
      const asked = page.waitForResponse((response) => response.url().endsWith('?summary'));
      await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
      await (await asked).finished();
    }
    expect(lists - 2 - LOOKS).toBeLessThanOrEqual((performance.now() - startedMs) / EVERY_MS);
    expect(await page.getByTestId('section').count()).toBe(0);
    const hour = first + ((bytes - first) / LOOKS) * ((60 * MINUTE) / EVERY_MS);
    expect(bytes - first).toBeGreaterThan(LOOKS * 2_000);
    expect(hour).toBeLessThan(2_000_000);

    await page.getByTestId('office').first().getByRole('button').click();
    await expect.poll(() => page.getByTestId('section').count()).toBe(SECTIONS.length);
  });
});
