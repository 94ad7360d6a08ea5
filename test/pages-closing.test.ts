import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openLead } from '../edge/lead.ts';
import { systemTimers } from '../hardware/timers.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const MINUTE = 60_000;
const text = (ja: string, en: string) => ({ ja, en });
const hours = { opens: '08:30', closes: '17:00' };
const SOON = { timeout: 20_000 };

describeInBrowser('what pages say of the end of the day and of a declared level', (browser) => {
  /** A hub and a lead at this time of a Tuesday; `pass` moves both clocks. */
  async function setup(time: string, services: readonly object[]) {
    const folder = mkdtempSync(join(tmpdir(), 'matazu-closing-'));
    browser.after(() => rmSync(folder, { recursive: true, force: true }));
    let passed = 0;
    const now = (): number => Date.parse(`2026-11-24T${time}+09:00`) + passed + Math.round(performance.now());
    const name = text('市民窓口課', "Citizens' counter");
    const counters =
      services.length === 0 ? [] : [{ id: 1, services: services.map((each) => Reflect.get(each, 'id')) }];
    const hub = await openHub({
      configuration: HubConfiguration.parse({
        http: { port: 0 },
        mqtt: { port: 0 },
        data: join(folder, 'hub'),
        offices: [
          {
            path: 'kyoto/ukyo',
            name: text('右京区役所', 'Ukyo Ward Office'),
            sections: [{ id: 'shimin', name, hours, services }],
          },
        ],
      }),
      logger,
      now,
      version: 'test',
      dashboard,
    });
    browser.after(() => hub.close());
    const level = { id: 'level', kind: 'level-panel', driver: 'serial', link: { tcp: '127.0.0.1:9' } };
    const configuration = EdgeConfiguration.parse({
      role: 'lead',
      unit: 'lead',
      office: 'kyoto/ukyo',
      section: { id: 'shimin', name },
      data: join(folder, 'lead'),
      http: { port: 0 },
      hub: { url: `mqtt://127.0.0.1:${hub.mqttPort}`, pages: `http://127.0.0.1:${hub.httpPort}` },
      hours,
      services,
      counters,
      devices: services.length === 0 ? [{ ...level, expiresMinutes: 90 }] : [],
    });
    if (configuration.role !== 'lead') throw new Error('not a lead');
    const lead = await openLead({
      configuration,
      clock: { now, trusted: () => true, speed: 1 },
      logger,
      timers: systemTimers,
      random: Math.random,
      version: 'test',
      dashboard,
    });
    browser.after(() => lead.close());
    return {
      lead,
      ofHub: (path: string, size?: Size) => browser.open(`http://127.0.0.1:${hub.httpPort}${path}`, size),
      ofLead: (path: string, size?: Size) => browser.open(`http://127.0.0.1:${lead.httpPort}${path}`, size),
      pass: (minutes: number): void => {
        passed += minutes * MINUTE;
      },
    };
  }
  interface Size {
    readonly width: number;
    readonly height: number;
  }

  const names = [
    '住民票・証明書',
    '住所の異動',
    '戸籍の届出',
    '印鑑登録・マイナンバーカードの交付',
    '国民健康保険',
    '国民年金',
  ];
  const services = (count: number) =>
    [...names, '児童手当', '税の証明']
      .slice(0, count)
      .map((ja, i) => ({ id: `s${i}`, letter: 'ABCDEFGH'[i], name: text(ja, `Service ${i}`), expectedMinutes: 12 }));

  it('near closing the public page, boards, kiosk, staff and the ticket’s page all say who may not be served', async () => {
    const { lead, ofHub, ofLead } = await setup('16:20', services(2));
    lead.handle({ type: 'open-counter', counter: 1 });
    let code = '';
    for (let i = 0; i < 6; i++) {
      const reply = lead.handle({ type: 'issue', service: i % 2 === 0 ? 's0' : 's1', by: 'kiosk' });
      const issued = 'events' in reply ? reply.events[0] : undefined;
      if (issued?.type === 'ticket-issued') code = issued.code;
    }
    lead.handle({ type: 'call-next', counter: 1 });
    const phone = { width: 390, height: 844 };
    const lobby = { width: 1920, height: 1080 };
    const pages = [
      await ofHub('/', phone),
      await ofHub(`/t/${code}`, phone),
      await ofHub('/board?office=kyoto/ukyo', lobby),
      await ofLead('/board', lobby),
      await ofLead('/kiosk', { width: 1080, height: 1920 }),
      await ofLead('/staff'),
    ];
    for (const page of pages) {
      const note = page.getByTestId('closing').first();
      await expect.poll(() => note.textContent(), SOON).toMatch(/本日.*(called|served) today/);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    // What the pressed button said stays with the ticket.
    const kiosk = pages[4];
    await kiosk?.getByTestId('kiosk-service').first().click();
    await expect.poll(() => kiosk?.getByTestId('issued').getByTestId('closing').count(), SOON).toBe(1);
  });

  it.each([
    [3, 1080, 1920],
    [8, 1080, 1920],
    [3, 1280, 800],
    [8, 1280, 800],
  ])('a kiosk of %i services on %i × %i shows all of each button, the note too', async (count, width, height) => {
    const { lead, ofLead } = await setup('16:35', services(count));
    lead.handle({ type: 'open-counter', counter: 1 });
    for (let i = 0; i < 2 * count; i++) lead.handle({ type: 'issue', service: `s${i % count}`, by: 'kiosk' });
    const kiosk = await ofLead('/kiosk', { width, height });
    await expect.poll(() => kiosk.getByTestId('closing').count(), SOON).toBe(count);
    const outside = await kiosk.evaluate<string[]>(`[...document.querySelectorAll('.choice')].flatMap((button) => {
      const frame = button.getBoundingClientRect();
      return [...button.querySelectorAll('.letter, .choice-name, .choice-figures, .closing-note')].flatMap((part) => {
        const box = part.getBoundingClientRect();
        const inside = box.top >= frame.top && box.bottom <= frame.bottom && box.left >= frame.left && box.right <= frame.right;
        return inside && frame.bottom <= innerHeight ? [] : [part.className + ' of ' + button.textContent];
      });
    })`);
    expect(outside).toEqual([]);
  });

  it('a board whose waits are long says them whole, or in Japanese alone: half a number is another one', async () => {
    const { lead, ofLead } = await setup('08:40', services(2));
    lead.handle({ type: 'open-counter', counter: 1 });
    for (let i = 0; i < 14; i++) lead.handle({ type: 'issue', service: `s${i % 2}`, by: 'kiosk' });
    const board = await ofLead('/board', { width: 1920, height: 1080 });
    const ranges = board.locator('.board-more > .figure');
    await expect.poll(() => ranges.first().textContent(), SOON).toMatch(/〜\d{3}分/);
    for (const range of await ranges.all()) {
      const frame = await range.boundingBox();
      const english = await range.locator('.en').boundingBox();
      if (frame === null || english === null) throw new Error('the board shows no range');
      const leftOut = english.y >= frame.y + frame.height;
      const whole = english.x + english.width <= frame.x + frame.width + 1;
      expect(leftOut || whole).toBe(true);
    }
  });

  it('in the morning nothing is said of closing', async () => {
    const { lead, ofLead } = await setup('09:00', services(2));
    lead.handle({ type: 'issue', service: 's0', by: 'kiosk' });
    const kiosk = await ofLead('/kiosk');
    await expect.poll(() => kiosk.getByTestId('estimate').count(), SOON).toBe(2);
    expect(await kiosk.getByTestId('closing').count()).toBe(0);
  });

  it('when the day is over nobody is called any more, and all is closed, over the weekend and while its unit is off', async () => {
    const { lead, ofHub, ofLead, pass } = await setup('16:50', services(1));
    lead.handle({ type: 'open-counter', counter: 1 });
    lead.handle({ type: 'issue', service: 's0', by: 'kiosk' });
    lead.handle({ type: 'call-next', counter: 1 });
    const boards = [await ofLead('/board'), await ofHub('/board?office=kyoto/ukyo')];
    for (const board of boards) await expect.poll(() => board.getByTestId('called-number').count(), SOON).toBe(1);
    lead.handle({ type: 'finish', counter: 1 });
    lead.handle({ type: 'close-reception' });
    // From Tuesday to Saturday.
    pass(4 * 24 * 60);
    for (const board of boards) {
      await expect.poll(() => board.getByTestId('called-number').count(), SOON).toBe(0);
      await expect.poll(() => board.locator('body').textContent(), SOON).toContain('お呼び出しはありません');
      await expect.poll(() => board.getByTestId('reception-closed').textContent(), SOON).toContain('受付時間外');
    }
    const staff = await ofLead('/staff');
    await expect.poll(() => staff.locator('.staff-head').textContent(), SOON).toContain('2026-11-28 16:5');
    const page = await ofHub('/');
    const section = page.getByTestId('section');
    await expect.poll(() => section.getByTestId('level').first().getAttribute('data-level'), SOON).toBe('closed');
    await lead.close();
    pass(60);
    await expect.poll(() => section.getAttribute('data-freshness'), SOON).toBe('lost');
    expect(await section.getByTestId('level').first().getAttribute('data-level')).toBe('closed');
    expect(await section.textContent()).not.toMatch(/情報なし|届いていません/);
    expect(await boards[1]?.getByTestId('reception-closed').count()).toBe(1);
  });

  it('staff read that nothing is told of a queue that stands still, and what mends it', async () => {
    const { lead, ofLead, pass } = await setup('10:00', services(1));
    lead.handle({ type: 'open-counter', counter: 1 });
    for (let i = 0; i < 3; i++) lead.handle({ type: 'issue', service: 's0', by: 'kiosk' });
    lead.handle({ type: 'call-next', counter: 1 });
    const staff = await ofLead('/staff');
    const queue = staff.getByTestId('queue');
    await expect.poll(() => queue.textContent(), SOON).toMatch(/2人 約.*分/);
    expect(await queue.getByTestId('no-estimate').count()).toBe(0);
    pass(45);
    await expect.poll(() => queue.getByTestId('no-estimate').textContent()).toContain('取り消すと');
    lead.handle({ type: 'call-next', counter: 1 });
    await expect.poll(() => queue.getByTestId('no-estimate').count()).toBe(0);
  });

  it('staff press the level, residents read it until it expires, and then that nothing is known', async () => {
    const { lead, ofHub, ofLead, pass } = await setup('10:00', []);
    const staff = await ofLead('/staff');
    const shown = [await ofLead('/board'), await ofHub('/')].map((page) => page.getByTestId('level').first());
    // Nothing is counted, so nothing can ever be foretold.
    expect(await ofHub('/').then((page) => page.getByTestId('outlook').count())).toBe(0);
    const levels = () => Promise.all(shown.map((level) => level.getAttribute('data-level')));
    expect(await staff.getByTestId('declared-at').textContent()).toContain('情報なし');
    for (const level of ['busy', 'moderate', 'quiet']) {
      const button = staff.getByTestId(`declare-${level}`);
      await button.click();
      await expect.poll(() => button.getAttribute('aria-pressed'), SOON).toBe('true');
      await expect.poll(levels, SOON).toEqual([level, level]);
    }
    expect(await staff.locator('[aria-pressed=true]').count()).toBe(1);
    expect(lead.view().declared?.level).toBe('quiet');
    expect(await staff.getByTestId('declared-at').textContent()).toMatch(/10:0\d に知らせました。11:3\d を過ぎると/);
    pass(91);
    await expect.poll(levels, SOON).toEqual(['unknown', 'unknown']);
    await expect.poll(() => staff.getByTestId('declared-at').textContent(), SOON).toContain('時間が過ぎました');
    expect(await staff.locator('[aria-pressed=true]').count()).toBe(0);
  });
});
