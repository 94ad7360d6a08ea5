import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { NEW_FOR_MS } from '../dashboard/board/spotlight.ts';
import type { OfficeView } from '../protocol/congestion/views.ts';
import { boardWords } from '../protocol/queue/announcement.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { openWard, UKYO } from './attack/ward.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';
import { leadView, officeView } from './testing/http.ts';
import { openStage } from './testing/stage.ts';
import { tellPages } from './testing/told-pages.ts';

/** Longer than a call is new, milliseconds. */
const OLD_MS = NEW_FOR_MS + 4_000;
const WHOLE_BROWSER_MS = 120_000;

const textsOf = (page: Page, testid: string): Promise<string[]> => page.getByTestId(testid).allTextContents();

describeInBrowser('boards', ({ open, after }) => {
  async function setup() {
    const stage = await openStage();
    after(() => stage.close());
    const ward = await openWard(stage, { dashboard });
    const { hub, shimin } = ward;
    const done = (command: Command) => {
      const reply = shimin.handle(command);
      if ('refused' in reply) throw new Error(`${command.type}: ${reply.refused.code}`);
      return reply.events;
    };
    /** Issues a ticket in this language; its number. */
    const issue = (language?: string): string =>
      done({ type: 'issue', service: 'shomei', by: 'kiosk', language }).flatMap((event) =>
        'number' in event ? [event.number] : [],
      )[0] ?? '';
    const call = (ticket: string, counter: number): void => {
      done({ type: 'call', ticket, counter });
    };
    return { hub, lead: shimin, done, issue, call };
  }

  it(
    'of lead and hub show each of two calls large, in its words and to a screen reader, however soon the second comes',
    async () => {
      const { hub, lead, done, issue, call } = await setup();
      const boards = [
        await open(`http://127.0.0.1:${lead.httpPort}/board`),
        await open(`http://127.0.0.1:${hub.httpPort}/board?office=${UKYO}&section=shimin`),
      ];
      for (const board of boards) {
        await board.clock.install();
        await board.reload();
        await board.getByTestId('service').first().waitFor();
      }
      for (const gapMs of [0, 300, 1_500, 5_000]) {
        const [first, second] = [issue('zh'), issue('ko')];
        call(first, 1);
        if (gapMs > 0) {
          for (const board of boards) {
            await expect.poll(() => textsOf(board, 'called-number')).toEqual([first]);
            await board.clock.fastForward(gapMs);
          }
        }
        call(second, 2);
        for (const board of boards) {
          await expect.poll(() => textsOf(board, 'called-number')).toEqual([second, first]);
          expect(await board.locator('.large-call.new').count()).toBe(2);
          for (const [number, counter, language] of [
            [first, 1, 'zh'],
            [second, 2, 'ko'],
          ] as const) {
            const words = boardWords({ number, counter, language }).map(({ text }) => text);
            const said = board.locator('[aria-live=polite]').getByRole('listitem').filter({ hasText: number });
            expect(await said.locator('span').allTextContents()).toEqual(words);
          }
          await board.clock.fastForward(OLD_MS);
          await expect.poll(() => textsOf(board, 'called-number')).toEqual([second]);
          expect(await board.locator('.large-call.new').count()).toBe(0);
          expect(await textsOf(board, 'earlier')).toEqual([expect.stringContaining(first)]);
          expect(await board.locator('[aria-live=polite]').getByRole('listitem').count()).toBe(0);
        }
        for (const counter of [1, 2]) done({ type: 'finish', counter });
        for (const board of boards) await expect.poll(() => textsOf(board, 'called-number')).toEqual([]);
      }
    },
    WHOLE_BROWSER_MS,
  );

  it(
    'of lead and hub show a call while it is one, then who is at the counter, and whom nobody answered for: the same on both, also after a reload',
    async () => {
      const { hub, lead, done, issue, call } = await setup();
      const boards = [
        await open(`http://127.0.0.1:${lead.httpPort}/board`),
        await open(`http://127.0.0.1:${hub.httpPort}/board?office=${UKYO}&section=shimin`),
      ];
      const shows = async (large: readonly string[], serving: readonly string[], absent: readonly string[]) => {
        for (const board of boards) {
          await expect.poll(() => textsOf(board, 'called-number')).toEqual(large);
          await expect.poll(() => board.locator('.serving .tile-number').allTextContents()).toEqual(serving);
          await expect.poll(() => board.getByTestId('absent').locator('.number').allTextContents()).toEqual(absent);
        }
      };
      const [first, second] = [issue(), issue()];
      call(first, 1);
      await shows([first], [], []);
      done({ type: 'arrived', counter: 1 });
      await shows([], [first], []);
      call(second, 2);
      await shows([second], [first], []);
      done({ type: 'recall', counter: 2 });
      for (const board of boards) await expect.poll(() => board.locator('.large-call.new').count()).toBe(1);
      for (const board of boards) await board.reload();
      await shows([second], [first], []);
      for (const board of boards) expect(await board.locator('.large-call.new').count()).toBe(0);
      done({ type: 'absent', counter: 2 });
      done({ type: 'hold', counter: 1 });
      await shows([], [], [second]);
      expect((await leadView(lead.httpPort)).calls).toEqual([]);
      expect((await officeView(hub.httpPort, UKYO)).sections.flatMap(({ calls }) => calls)).toEqual([]);
    },
    WHOLE_BROWSER_MS,
  );

  it(
    'name what an address asks for and is not there, and offer what is',
    async () => {
      const { hub, lead } = await setup();
      const page = await open(`http://127.0.0.1:${hub.httpPort}/board?office=${UKYO}`);
      for (const [query, missing] of [
        [`office=${UKYO}&section=koseki`, 'koseki'],
        [`office=${UKYO}&section=Shimin`, 'Shimin'],
        [`office=${UKYO}&section=shimin,ido`, 'shimin,ido'],
        ['office=Kyoto/ukyo', 'Kyoto/ukyo'],
        ['office=kyoto/sakyo', 'kyoto/sakyo'],
      ] as const) {
        await page.goto(`http://127.0.0.1:${hub.httpPort}/board?${query}`);
        await expect.poll(() => textsOf(page, 'missing')).toEqual([expect.stringContaining(`「${missing}」`)]);
        await page.getByRole('link', { name: '市民窓口課' }).waitFor();
      }
      await page.getByRole('link', { name: '市民窓口課' }).click();
      await page.getByTestId('service').first().waitFor();
      expect(page.url()).toContain(`office=${UKYO}&section=shimin`);
      await page.goto(`http://127.0.0.1:${lead.httpPort}/board?office=${UKYO}&section=koseki`);
      await expect.poll(() => textsOf(page, 'missing')).toHaveLength(1);
      await page.getByRole('link', { name: 'この課の表示盤' }).click();
      await page.getByTestId('service').first().waitFor();
    },
    WHOLE_BROWSER_MS,
  );

  it(
    'of a lead ring once for each call, and come up by themselves where they were told to ask later',
    async () => {
      const { lead, done, issue, call } = await setup();
      const url = `http://127.0.0.1:${lead.httpPort}/board?chime`;
      const board = await open(url);
      const crowded = { status: 429, contentType: 'application/problem+json', body: '{"code":"too-many-connections"}' };
      await board.route('**/api/v1/*', (route) => route.fulfill(crowded));
      await board.goto(url);
      await board.getByText('つながりしだい、お呼び出しを表示します').waitFor();
      await board.unroute('**/api/v1/*');
      await board.getByTestId('service').first().waitFor();

      await board.mouse.click(5, 5);
      await expect.poll(() => board.locator('.chime-refused').count()).toBe(0);
      await board.evaluate(`window.tones = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...when) { window.tones += 1; start.apply(this, when); };`);
      const tones = () => board.evaluate('window.tones');
      const [first, second, third] = [issue(), issue(), issue()];
      call(first, 1);
      await expect.poll(tones).toBe(2);
      call(second, 2);
      await expect.poll(tones).toBe(4);
      done({ type: 'arrived', counter: 2 });
      await expect.poll(() => textsOf(board, 'called-number')).toEqual([first]);
      done({ type: 'finish', counter: 2 });
      call(third, 2);
      await expect.poll(() => textsOf(board, 'called-number')).toEqual([third, first]);
      await expect.poll(tones).toBe(6);
    },
    WHOLE_BROWSER_MS,
  );

  it('name a section that is taken away while its board is open, and show it as soon as it is there again', async () => {
    const section = { section: 'shimin', name: { ja: '市民窓口課', en: "Citizens' counter" } };
    const of = (sections: readonly object[]) =>
      ({
        city: 'kyoto',
        office: 'ukyo',
        name: { ja: '右京区役所', en: 'Ukyo' },
        observedAt: Date.now(),
        level: 'quiet',
        waiting: 0,
        sections,
      }) as unknown as OfficeView;
    const live = {
      ...section,
      level: 'quiet',
      freshness: 'live',
      observedAt: 1,
      source: 'tickets',
      reception: 'open',
      services: [],
      counters: [],
      calls: [],
    };
    const told = await tellPages({ event: 'congestion', pages: { '/board': 'board.html' } });
    after(() => told.close());
    told.tell(of([live]));
    const page = await open(`${told.url}/board?office=kyoto/ukyo&section=shimin`);
    await page.locator('.board-main').waitFor();
    told.tell(of([{ ...live, section: 'hoken', name: { ja: '保険年金課', en: 'Insurance' } }]));
    await expect.poll(() => textsOf(page, 'missing')).toEqual([expect.stringContaining('「shimin」')]);
    expect(await page.getByRole('link').allTextContents()).toEqual([
      expect.stringContaining('右京区役所'),
      expect.stringContaining('保険年金課'),
    ]);
    told.tell(of([live]));
    await page.locator('.board-main').waitFor();
  });
});
