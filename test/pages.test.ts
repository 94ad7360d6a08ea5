import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openLead } from '../edge/lead.ts';
import { systemTimers } from '../hardware/timers.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { announcementWords } from '../protocol/announcement.ts';

const CHROMIUM = '/usr/bin/chromium';
const dashboard = fileURLToPath(new URL('../dist/dashboard', import.meta.url));
const missing = existsSync(CHROMIUM)
  ? undefined
  : 'Chromium is missing (apt-get install chromium): the pages are not tested in a browser';
if (missing !== undefined) process.stderr.write(`${missing}\n`);

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = (): number => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now());
const cleanup: (() => unknown)[] = [];
let browser: Browser;

describe.skipIf(missing !== undefined)('in a real browser', () => {
  beforeAll(async () => {
    const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map(
      (what) => `--disable-${what}`,
    );
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--no-first-run', ...quiet] });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const clean of cleanup.splice(0).reverse()) await clean();
  });

  async function setup() {
    const folder = mkdtempSync(join(tmpdir(), 'matazu-pages-'));
    cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
    const services = [
      { id: 'shomei', letter: 'A', name: { ja: '住民票・証明書', en: 'Certificates' } },
      { id: 'ido', letter: 'B', name: { ja: '住所の異動', en: 'Moving in or out' } },
    ];
    const name = { ja: '市民窓口課', en: "Citizens' counter" };
    const hub = await openHub({
      configuration: HubConfiguration.parse({
        http: { port: 0 },
        mqtt: { port: 0 },
        data: join(folder, 'hub'),
        offices: [
          {
            path: 'kyoto/ukyo',
            name: { ja: '右京区役所', en: 'Ukyo Ward Office' },
            sections: [{ id: 'shimin', name, services }],
          },
        ],
      }),
      logger,
      now,
      version: 'test',
      dashboard,
    });
    cleanup.push(() => hub.close());
    const configuration = EdgeConfiguration.parse({
      role: 'lead',
      unit: 'lead',
      office: 'kyoto/ukyo',
      section: { id: 'shimin', name },
      data: join(folder, 'lead'),
      http: { port: 0 },
      hub: { url: `mqtt://127.0.0.1:${hub.mqttPort}`, pages: `http://127.0.0.1:${hub.httpPort}` },
      hours: { opens: '08:30', closes: '17:00' },
      services,
      counters: [{ id: 1, services: ['shomei', 'ido'] }],
    });
    if (configuration.role !== 'lead') throw new Error('not a lead');
    const clock = { now, trusted: () => true, speed: 1 };
    const lead = await openLead({
      configuration,
      clock,
      logger,
      timers: systemTimers,
      random: Math.random,
      version: 'test',
      dashboard,
    });
    cleanup.push(() => lead.close());
    const open = async (port: number, path: string): Promise<Page> => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      cleanup.push(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(5_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      cleanup.push(() => expect(faults).toEqual([]));
      await page.goto(`http://127.0.0.1:${port}${path}`);
      return page;
    };
    return { hub, lead, open };
  }

  it('a resident touches a service, sees the number, and follows the ticket until it is called', async () => {
    const { hub, lead, open } = await setup();
    const kiosk = await open(lead.httpPort, '/kiosk');
    await kiosk.getByTestId('kiosk-service').first().dblclick();
    await expect.poll(() => kiosk.getByTestId('issued-number').textContent()).toContain('A001');
    expect(lead.view().tickets).toHaveLength(1);

    const reply = lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' });
    const issued = 'events' in reply ? reply.events[0] : undefined;
    const code = issued?.type === 'ticket-issued' ? issued.code : '';
    const phone = await open(hub.httpPort, `/t/${code}`);
    await expect.poll(() => phone.locator('body').textContent()).toContain('A002');
    await expect.poll(() => phone.getByTestId('ahead').getAttribute('data-ahead')).toBe('1');
    lead.handle({ type: 'call-next', counter: 1 });
    await expect.poll(() => phone.getByTestId('ahead').getAttribute('data-ahead')).toBe('0');
    lead.handle({ type: 'call-next', counter: 1 });
    await expect.poll(() => phone.getByTestId('go-to-counter').textContent()).toContain('1');
  });

  it('staff call with the button, the boards of the section and of the hub show it, and what is refused says why', async () => {
    const { hub, lead, open } = await setup();
    const staff = await open(lead.httpPort, '/staff');
    const boards = [await open(lead.httpPort, '/board'), await open(hub.httpPort, '/board?office=kyoto/ukyo')];
    await staff.getByTestId('choose-counter').first().click();
    await staff.getByTestId('call-next').click();
    await expect.poll(() => staff.getByTestId('refusal').count()).toBe(0);
    await staff.getByTestId('call-next').click();
    await expect.poll(() => staff.getByTestId('refusal').getAttribute('data-code')).toBe('nobody-waiting');
    expect(await staff.getByTestId('refusal').textContent()).toContain('お待ちの方はいません');
    lead.handle({ type: 'issue', service: 'ido', by: 'kiosk' });
    await staff.getByTestId('call-next').click();
    for (const board of boards)
      await expect.poll(() => board.getByTestId('called-number').first().textContent()).toBe('B001');
  });

  it('whoever cannot hear a call reads the same words on every board, in Japanese and in their own language', async () => {
    const { hub, lead, open } = await setup();
    const boards = [await open(lead.httpPort, '/board'), await open(hub.httpPort, '/board?office=kyoto/ukyo')];
    for (const language of [undefined, 'ko']) {
      lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk', language });
      lead.handle({ type: 'call-next', counter: 1 });
      const [call] = lead.view().calls;
      if (call === undefined) throw new Error('nobody was called');
      const said = announcementWords(call).map(({ text }) => text);
      expect(said).toHaveLength(language === undefined ? 1 : 2);
      for (const board of boards) {
        const words = board.locator('[aria-live=polite]').getByTestId('called-words');
        await expect.poll(() => words.locator('span').allTextContents()).toEqual(expect.arrayContaining(said));
      }
    }
  });

  it('the public page shows what waits, and says that it is old when the hub is gone', async () => {
    const { hub, lead, open } = await setup();
    for (let i = 0; i < 4; i++) lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' });
    const page = await open(hub.httpPort, '/');
    const office = page.getByTestId('office');
    await expect.poll(() => office.getByTestId('waiting').first().getAttribute('data-waiting')).toBe('4');
    await expect
      .poll(() => office.getByTestId('level').first().getAttribute('data-level'))
      .toMatch(/quiet|moderate|busy|packed/);
    await hub.close();
    await expect.poll(() => page.getByTestId('stale-banner').isVisible(), { timeout: 15_000 }).toBe(true);
  });
});
