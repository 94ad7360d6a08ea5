import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openLead } from '../edge/lead.ts';
import { systemTimers } from '../hardware/timers.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { announcementWords } from '../protocol/queue/announcement.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';
import { misfits } from './testing/fit.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = (): number => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now());

describeInBrowser('pages', (browser) => {
  async function setup() {
    const folder = mkdtempSync(join(tmpdir(), 'matazu-pages-'));
    browser.after(() => rmSync(folder, { recursive: true, force: true }));
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
    browser.after(() => hub.close());
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
    browser.after(() => lead.close());
    const open = (port: number, path: string): Promise<Page> => browser.open(`http://127.0.0.1:${port}${path}`);
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
    lead.handle({ type: 'call-next', counter: 1, force: true });
    await expect.poll(() => phone.getByTestId('ahead').getAttribute('data-ahead')).toBe('0');
    lead.handle({ type: 'call-next', counter: 1, force: true });
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
    for (let i = 0; i < 2; i++) lead.handle({ type: 'issue', service: 'ido', by: 'kiosk' });
    await staff.getByTestId('call-next').click();
    for (const board of boards)
      await expect.poll(() => board.getByTestId('called-number').first().textContent()).toBe('B001');
    // The second half of a double click, after the answer to its first came.
    await staff.getByTestId('call-next').dispatchEvent('click', { detail: 2 });
    await staff.getByTestId('recall').click();
    await expect.poll(() => lead.view().tickets.map(({ recalls }) => recalls)).toEqual([1, 0]);
    expect(lead.view().tickets.map(({ state }) => state)).toEqual(['called', 'waiting']);
  });

  it('whoever cannot hear a call reads the same words on every board, in Japanese and in their own language', async () => {
    const { hub, lead, open } = await setup();
    const boards = [await open(lead.httpPort, '/board'), await open(hub.httpPort, '/board?office=kyoto/ukyo')];
    // What was called before a board looked is no news to it.
    for (const board of boards) await board.getByTestId('service').first().waitFor();
    for (const language of [undefined, 'ko']) {
      lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk', language });
      lead.handle({ type: 'call-next', counter: 1, force: true });
      const [call] = lead.view().calls;
      if (call === undefined) throw new Error('nobody was called');
      const said = announcementWords(call).map(({ text }) => text);
      expect(said).toHaveLength(language === undefined ? 1 : 2);
      for (const board of boards) {
        for (const words of [board.getByTestId('called-words'), board.locator('[aria-live=polite]')])
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
    expect(await office.getByTestId('head-since').textContent()).toContain('10:0');
    await expect
      .poll(() => office.getByTestId('level').first().getAttribute('data-level'))
      .toMatch(/quiet|moderate|busy|packed/);
    await hub.close();
    await expect.poll(() => page.getByTestId('stale-banner').isVisible()).toBe(true);
  });

  it('who asks for a ticket that is none, or for a board without saying which, is told what there is', async () => {
    const { hub, open } = await setup();
    const phone = { width: 390, height: 844 };
    const ticket = await browser.open(`http://127.0.0.1:${hub.httpPort}/t/nowhere0000000000000`, phone);
    await expect.poll(() => ticket.getByTestId('no-such-ticket').isVisible()).toBe(true);
    const board = await open(hub.httpPort, '/board');
    await expect.poll(() => board.getByRole('link').first().textContent()).toContain('右京区役所');
  });

  it('staff find how right the estimates are, and the way to the days; without the hub they are told so', async () => {
    const { hub, lead, open } = await setup();
    const staff = await open(lead.httpPort, '/staff');
    const link = staff.getByTestId('accuracy').getByTestId('accuracy-page');
    const address = `http://127.0.0.1:${hub.httpPort}/accuracy?section=kyoto/ukyo/shimin`;
    await expect.poll(() => link.getAttribute('href')).toBe(address);
    const words = (within: string) => staff.locator(within).textContent();
    expect(await words('[data-testid=accuracy]')).toContain('予測の精度は、呼び出しの実績がたまると表示します。');
    expect(await words('.staff-head')).toMatch(/市のサーバー：接続中(?!.*未送信)/);
    for (let i = 0; i < 30; i++) {
      lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' });
      lead.handle({ type: 'call-next', counter: 1, force: true });
      lead.handle({ type: 'finish', counter: 1 });
    }
    await expect.poll(() => staff.getByTestId('accuracy').textContent()).toMatch(/10回中\d+回/);
    await hub.close();
    await expect
      .poll(() => staff.getByTestId('accuracy').textContent())
      .toContain('市のサーバーにつながると見られます');
  });

  it.each([
    ['a phone', 320, 640],
    ['a screen enlarged four times', 320, 256],
  ])(
    'on %s boards and kiosk are whole: nothing overlaps, nothing is cut off, nothing lies beside the page',
    async (_, width, height) => {
      const { hub, lead } = await setup();
      const open = (port: number, path: string) => browser.open(`http://127.0.0.1:${port}${path}`, { width, height });
      for (let i = 0; i < 9; i++) {
        lead.handle({ type: 'issue', service: i % 2 === 0 ? 'shomei' : 'ido', by: 'kiosk', language: 'ko' });
        if (i < 7) lead.handle({ type: 'call-next', counter: 1, force: true });
      }
      for (const board of [
        await open(lead.httpPort, '/board'),
        await open(hub.httpPort, '/board?office=kyoto/ukyo'),
        await open(hub.httpPort, '/board?office=kyoto/ukyo&section=shimin'),
      ]) {
        await expect.poll(() => board.getByTestId('service').count()).toBe(2);
        await expect
          .poll(() => misfits(board, '.board h2, .large-call > *, .tile, .board-service, .board-service > *'))
          .toEqual([]);
      }
      const kiosk = await open(lead.httpPort, '/kiosk');
      await expect.poll(() => kiosk.getByTestId('kiosk-service').count()).toBe(2);
      await expect
        .poll(() => misfits(kiosk, '.kiosk-head h1, .choices h2, .choice .letter, .choice-name, .choice-figures'))
        .toEqual([]);
      expect(
        await kiosk
          .locator('.choice-name .ja')
          .first()
          .evaluate((it) => it.getBoundingClientRect().width),
      ).toBeGreaterThan(100);
      await kiosk.getByTestId('kiosk-service').last().click();
      await expect.poll(() => kiosk.getByTestId('issued-number').textContent()).toContain('B005');
      await expect.poll(() => misfits(kiosk, '.issued > *')).toEqual([]);
    },
  );
});
