import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { OfficeView, SectionView } from '../protocol/congestion/views.ts';
import type { BoardView } from '../protocol/wire/board-view.ts';
import { describeInBrowser } from './testing/browser.ts';
import { inFont, itInEachFont, misfits, onScreen, SCREENS } from './testing/fit.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
/** The share of the screen's height that the newest call takes at least, so that it is read across a lobby. */
const CALL_SHARE = 0.45;
const name = (ja: string, en: string) => ({ ja, en });
/** Names as long as offices have them, beside short ones. */
const NAMES = [
  name('住民票・証明書', 'Certificates'),
  name('国民健康保険の加入・脱退・高額療養費・限度額適用認定', 'Joining and leaving National Health Insurance'),
  name('住所の異動', 'Moving in or out'),
  name('後期高齢者医療・介護保険料の減免と還付のご相談', 'Medical care of the elderly, long-term care premiums'),
];
const ESTIMATES = [
  { lowMinutes: 105, medianMinutes: 130, highMinutes: 175 },
  { lowMinutes: 3, medianMinutes: 4, highMinutes: 8 },
  { lowMinutes: 95, medianMinutes: 130, highMinutes: 170, beforeClosing: 'unlikely' as const },
];
const SECTION = name('保険年金課保険給付・年金資格担当', 'Insurance and pensions section, benefits and qualification');

const servicesOf = (count: number, doubts: boolean) =>
  Array.from({ length: count }, (_, index) => ({
    service: `s${index}`,
    name: NAMES[index % NAMES.length] ?? SECTION,
    letter: String.fromCharCode(0x41 + index),
    waiting: [128, 0, 7][index % 3] ?? 0,
    lastCalled: null,
    estimate: ESTIMATES[index % (doubts ? 3 : 2)] ?? null,
  }));

/** The newest first; of seven the three oldest are at their counters already. */
const callsOf = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => ({
    number: index === 2 ? 'W999' : `A0${20 - index}`,
    counter: index === 1 ? 128 : index + 1,
    at: from - index,
    state: index < 4 ? ('calling' as const) : ('serving' as const),
    ...(index === 1 ? { language: 'ko' } : {}),
  }));

interface Case {
  readonly services: number;
  readonly calls: number;
  readonly asides?: number;
  readonly closed?: boolean;
  readonly doubts?: boolean;
}

const CASES: readonly Case[] = [
  { services: 1, calls: 0 },
  { services: 1, calls: 1, asides: 1 },
  { services: 2, calls: 2, doubts: true },
  { services: 3, calls: 7, asides: 9 },
  { services: 4, calls: 3, asides: 3 },
  { services: 5, calls: 7, asides: 9, closed: true },
  { services: 8, calls: 5, asides: 1 },
  { services: 9, calls: 7, asides: 9, doubts: true },
  { services: 12, calls: 7, asides: 9 },
  { services: 12, calls: 1 },
];

/** A section's own board; `at` is what tells one state from the next. */
const boardOf = ({ services, calls, asides = 0, closed = false, doubts = false }: Case, at: number): BoardView => ({
  section: 'shimin',
  name: name('右京区役所京北出張所 市民窓口課', "Keihoku Branch, Citizens' counter"),
  observedAt: at,
  reception: closed ? 'closed' : 'open',
  endedToday: closed,
  hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' },
  services: servicesOf(services, doubts).map((service) => ({ ...service, next: service.waiting > 0 ? 'A021' : null })),
  calls: callsOf(calls, at),
  level: null,
  held: Array.from({ length: asides }, (_, index) => `C0${10 + index}`),
  absent: Array.from({ length: asides }, (_, index) => `D0${10 + index}`),
});

const officeOf = ({ services, calls, asides = 0, doubts = false }: Case, at: number): OfficeView => {
  const section = (id: string, names: OfficeView['name'], change: Partial<SectionView>): SectionView => ({
    section: id,
    name: names,
    level: 'busy',
    freshness: 'live',
    observedAt: at,
    source: 'tickets',
    reception: 'open',
    services: servicesOf(services, doubts).map((service) => ({ ...service, level: 'busy' })),
    counters: [],
    accuracy: null,
    calls: callsOf(calls, at),
    absent: Array.from({ length: asides }, (_, index) => ({ number: `D0${10 + index}`, at: at - index })),
    ...change,
  });
  return {
    city: 'kyoto',
    office: 'ukyo',
    name: name('右京区役所', 'Ukyo Ward Office'),
    observedAt: at,
    level: 'busy',
    waiting: 12,
    sections: [
      section('hoken', SECTION, { freshness: 'delayed' }),
      section('shimin', name('市民窓口課', "Citizens' counter"), { calls: [] }),
      section('zei', name('税務課', 'Taxes'), { freshness: 'lost', calls: [], services: [] }),
    ],
  };
};

const PARTS =
  '.board-head > *, .banner, .calling h2, .serving-head, .large-call, .large-call > *, .tile, .tile > *, .waiting-head, ' +
  '.board-section h3, .state, .board-service, .board-service > *, .board-more > *, .closing-note, .aside, .aside > *';

/** Runs in the page: words of a call that touch its border. */
const TOUCHING = `[...document.querySelectorAll('.large-call')].flatMap((call) => {
  const border = call.getBoundingClientRect();
  const walker = document.createTreeWalker(call, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const words = document.createRange();
    words.selectNode(walker.currentNode);
    for (const { left, right } of words.getClientRects())
      if (left < border.left + innerWidth / 200 || right > border.right - innerWidth / 200)
        found.push(walker.currentNode.data + ' touches the border');
  }
  return found;
})`;

/** What is wrong with the board as it stands. */
async function faultsOf(page: Page): Promise<string[]> {
  const faults = await misfits(page, PARTS);
  const [share, smallest] = await page.evaluate<[number, number]>(`(() => {
    const high = (selector) => [...document.querySelectorAll(selector)].map((part) => part.getBoundingClientRect().height);
    return [high('.large-calls')[0] / innerHeight, Math.min(...high('.call-number')) / Math.max(1, ...high('.tile-number'))];
  })()`);
  if (share < CALL_SHARE - 0.001) faults.push(`the call has ${Math.round(share * 1000) / 10} % of the height`);
  faults.push(...(await page.evaluate<string[]>(TOUCHING)));
  if (smallest < 1.2) faults.push('a called number is hardly larger than those called before');
  return faults;
}

describeInBrowser('a lobby board', ({ open, after }) => {
  itInEachFont(
    'of a section gives the call 45 % of every screen, and cuts and covers nothing',
    async (family) => {
      let at = TEN;
      const told = await tellPages({ event: 'section', pages: { '/board': 'board.html' }, now: () => at });
      after(() => told.close());
      told.tell(boardOf({ services: 1, calls: 0 }, at));
      const page = await open(`${told.url}/board`, { width: 1920, height: 1080 });
      await page.getByTestId('service').first().waitFor();
      await inFont(page, family);
      for (const screen of SCREENS) {
        await onScreen(page, screen);
        for (const each of CASES) {
          at += 60_000;
          told.tell(boardOf(each, at));
          await drawn(page, at);
          expect(await faultsOf(page), `${JSON.stringify(each)} on ${screen.name}`).toEqual([]);
        }
      }
      // What is last shown, under a banner.
      await told.close();
      await page.getByTestId('stale-banner').waitFor();
      for (const screen of SCREENS) {
        await onScreen(page, screen);
        expect(await faultsOf(page), `stale on ${screen.name}`).toEqual([]);
      }
    },
    90_000,
  );

  itInEachFont(
    'of an office names each section whole',
    async (family) => {
      let at = TEN;
      const told = await tellPages({ event: 'congestion', pages: { '/board': 'board.html' }, now: () => at });
      after(() => told.close());
      told.tell(officeOf({ services: 1, calls: 0 }, at));
      const page = await open(`${told.url}/board?office=kyoto/ukyo`, { width: 1920, height: 1080 });
      await page.getByTestId('service').first().waitFor();
      await inFont(page, family);
      for (const screen of SCREENS) {
        await onScreen(page, screen);
        for (const each of [
          { services: 1, calls: 1 },
          { services: 3, calls: 7, doubts: true },
          { services: 9, calls: 2, asides: 3 },
        ]) {
          at += 60_000;
          told.tell(officeOf(each, at));
          await drawn(page, at);
          expect(await faultsOf(page), `${JSON.stringify(each)} on ${screen.name}`).toEqual([]);
        }
      }
    },
    90_000,
  );
});

/** The state of this minute is on the page: it draws all of a state at once, its clock too. */
async function drawn(page: Page, at: number): Promise<void> {
  const clock = new Date(at).toLocaleTimeString('ja-JP', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Asia/Tokyo',
  });
  const shown = (): Promise<unknown> => page.evaluate(`document.querySelector('.board-clock')?.textContent`);
  await expect.poll(shown, { interval: 20 }).toBe(clock);
}
