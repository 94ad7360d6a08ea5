import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { DemoConfiguration } from '../cli/demo/configuration.ts';
import { type Demo, openDemo } from '../cli/demo/open-demo.ts';
import type { LeadView } from '../protocol/wire/lead-view.ts';
import { actedOnTheSeen, workAtConsole } from './demo-day/consoles.ts';
import { breakThings } from './demo-day/faults.ts';
import { followTickets } from './demo-day/resident.ts';
import { read, type readings } from './demo-day/shown.ts';
import { type Sample, untruths } from './demo-day/truth.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';
import { foldByHand } from './testing/fold-by-hand.ts';
import { numbersAreUnique, sequencesAgree, viewIsFold } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { seededRandom, seeds } from './testing/random.ts';
import { type Logged, readLog, readStore } from './testing/stores.ts';

const SECTION = 'kyoto/ukyo/shimin';
const SPEED = 160;
/** What a page may show of the past, milliseconds of a watch: it says within five seconds that it hears nothing, and this machine is busy. */
const LEAD_LAG_MS = 10_000;
/** A hub says of itself within as long again that it hears nothing of a section. */
const HUB_LAG_MS = 18_000;
/** A ticket's page asks again, by itself, for what the hub told that it changed. */
const TICKET_LAG_MS = HUB_LAG_MS + 5_000;
const LOOK_EVERY_MS = 700;

describeInBrowser('a day of the demo’s ward', (browser) => {
  /** The demo's office of Ukyo with pages open at it; `over` resolves when its day is. */
  async function setup(seed: number) {
    const text = readFileSync(fileURLToPath(new URL('../config/demo.yaml', import.meta.url)), 'utf8');
    const mqttPort = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'matazu-day-'));
    browser.after(() => rmSync(folder, { recursive: true, force: true }));
    const configuration = ofUkyo(DemoConfiguration.parse(parse(text)), { folder, mqttPort });
    let night = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      night = resolve;
    });
    const demo = await openDemo({
      configuration,
      speed: SPEED,
      seed,
      day: '2026-11-25',
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      version: 'test',
      dashboard,
      onNight: () => night(),
    });
    browser.after(() => demo.close());
    const lead = demo.leads.get(SECTION)?.url ?? '';
    const pages = {
      board: await browser.open(`${lead}/board`, { width: 1920, height: 1080 }),
      hubBoard: await browser.open(`${demo.hubUrl}/board?office=kyoto/ukyo&section=shimin`, {
        width: 1920,
        height: 1080,
      }),
      kiosk: await browser.open(`${lead}/kiosk`, { width: 1080, height: 1920 }),
      staff: await browser.open(`${lead}/staff#1`),
      public: await browser.open(`${demo.hubUrl}/#kyoto/ukyo`, { width: 390, height: 844 }),
      ticket: await browser.open(demo.hubUrl, { width: 390, height: 844 }),
    };
    return { demo, pages, over, mqttPort, port: Number(new URL(lead).port) };
  }

  it('with two consoles and a panel at each counter and a fault every minute loses nobody, and shows nothing that is not true', {
    timeout: 420_000,
  }, async () => {
    for (const seed of seeds('DAY_SEEDS', [1])) {
      const { demo, pages, over, mqttPort, port } = await setup(seed);
      const stop = new AbortController();
      const working = { random: seededRandom(seed), signal: stop.signal };
      const consoles = [1, 1, 2, 2, 3, 3].map((counter) => workAtConsole({ ...working, port, counter }));
      const leads = [{ section: SECTION, unit: 'ukyo-shimin-1' }];
      const residents = followTickets({ ...working, port, page: pages.ticket, hubUrl: demo.hubUrl });
      const away = new Set<Page>();
      const screens = { pages: Object.values(pages), away };
      const breaking = breakThings({ ...working, ...screens, demo, hubMqttPort: mqttPort, leads });
      const looking = lookAround(demo, pages, stop.signal);
      await over;
      const view = (await demo.leads.get(SECTION)?.view()) as LeadView;
      stop.abort();
      const asked = (await Promise.all(consoles)).flat();
      const faults = await breaking;
      const followed = await residents;
      const samples = await looking;
      const hub = async () => (await demo.leads.get(SECTION)?.view())?.hub;
      await expect.poll(hub, { timeout: 30_000 }).toEqual({ state: 'connected', pending: 0 });
      await demo.close();

      const log = ofTheDay(readLog(join(demo.folder, 'ukyo-shimin-1')));
      const stored = readStore(join(demo.folder, 'hub')).get(SECTION);
      const events = stored?.events.slice(0, log.length) ?? [];
      expect({
        numbers: numbersAreUnique(log),
        lost: [...foldByHand(log).values()].filter(({ state }) => state === 'waiting' || state === 'called'),
        hub: sequencesAgree(log, { position: events.at(-1) ?? { epoch: 0, seq: 0 }, events }),
        unseen: actedOnTheSeen(asked),
        untrue: untruths(log, samples),
      }).toEqual({ numbers: [], lost: [], hub: [], unseen: [], untrue: [] });
      // The last presses of the evening came while it was looked at.
      expect(
        log
          .slice(-20)
          .some((_, i, last) => viewIsFold(log.slice(0, log.length - last.length + i + 1), view).length === 0),
      ).toBe(true);
      // It was such a day.
      const done = asked.filter(({ answer }) => answer.outcome === 'done').length;
      expect(done).toBeGreaterThan(view.tickets.length);
      expect(followed).toBeGreaterThan(1);
      expect([...faults.keys()].sort()).toEqual(['device', 'offline', 'reload', 'uplink']);
      const looks = (name: string): number => samples.filter(({ page }) => page === name).length;
      expect(Object.keys(pages).filter((name) => looks(name) < 3)).toEqual([]);
    }
  });
});

interface Places {
  readonly folder: string;
  readonly mqttPort: number;
}

/** Looks at all pages again and again. What can't be read (it is being loaded, it is not live) tells nothing. */
async function lookAround(demo: Demo, pages: Readonly<Record<string, Page>>, signal: AbortSignal): Promise<Sample[]> {
  const samples: Sample[] = [];
  while (!signal.aborted) {
    const looks = Object.entries(pages).map(async ([name, page]) => {
      const from = demo.clock.now();
      const shown = await read(page, name === 'hubBoard' ? 'board' : (name as keyof typeof readings)).catch(() => null);
      const hubLagMs = name === 'ticket' ? TICKET_LAG_MS : HUB_LAG_MS;
      const lagMs = (page.url().startsWith(demo.hubUrl) ? hubLagMs : LEAD_LAG_MS) * SPEED;
      if (shown !== null) samples.push({ page: name, from: from - lagMs, until: demo.clock.now(), shown });
    });
    await Promise.all(looks);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return samples;
}

/** The demo as it is configured, of one section, on ports that are free. */
function ofUkyo(demo: DemoConfiguration, { folder, mqttPort }: Places): DemoConfiguration {
  const { bench, hub, units, ward } = demo;
  const toHub = { url: `mqtt://127.0.0.1:${mqttPort}`, pages: 'http://127.0.0.1:0' };
  return {
    ...demo,
    past: 0,
    data: folder,
    bench: { ...bench, port: 0 },
    hub: { ...hub, http: { ...hub.http, port: 0 }, mqtt: { ...hub.mqtt, port: mqttPort } },
    units: units
      .filter(({ office, section }) => `${office}/${section.id}` === SECTION)
      .map((unit) =>
        unit.role === 'lead'
          ? {
              ...unit,
              http: { ...unit.http, port: 0 },
              lan: { host: '127.0.0.1', ...unit.lan, port: 0 },
              hub: { ...unit.hub, ...toHub },
            }
          : { ...unit, http: { ...unit.http, port: 0 }, lead: { ...unit.lead, url: 'mqtt://127.0.0.1:0' } },
      ),
    ward: ward.filter(({ section }) => section === SECTION),
  };
}

/** What was logged before the next day was opened. */
function ofTheDay(log: readonly Logged[]): Logged[] {
  const night = log.findIndex(({ event }, i) => i > 0 && event.type === 'day-opened');
  return night < 0 ? [...log] : log.slice(0, night);
}
