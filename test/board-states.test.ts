import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { clockTime } from '../dashboard/base/format.ts';
import type { Live } from '../dashboard/live/live-feed.ts';
import type { Freshness, OfficeView, SectionView } from '../protocol/congestion/views.ts';
import type { BoardView } from '../protocol/wire/board-view.ts';
import { describeInBrowser, unreadable } from './testing/browser.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
const MINUTE_MS = 60_000;
const name = (ja: string, en: string) => ({ ja, en });
const SHIMIN = name('市民窓口課', "Citizens' counter");

/** What reception may be, and words that say it. */
const RECEPTIONS = [
  { words: '', reception: 'open', endedToday: false },
  { words: '受付時間外', reception: 'closed', endedToday: false },
  { words: '番号札をお持ちの方は順番にお呼びします', reception: 'closed', endedToday: true },
] as const;
const FRESHNESS: readonly Freshness[] = ['live', 'delayed', 'lost'];
/** Who is called, who is at a counter already, and who did not come. */
const CALLS = [
  { calling: 0, serving: 0, aside: [] },
  { calling: 1, serving: 0, aside: ['D001'] },
  { calling: 4, serving: 2, aside: [] },
  { calling: 0, serving: 3, aside: ['D001', 'D002', 'D003', 'D004', 'D005', 'D006', 'D007', 'D008'] },
] as const;
type Calls = (typeof CALLS)[number];

const ESTIMATES = [
  { lowMinutes: 20, medianMinutes: 30, highMinutes: 45 },
  { lowMinutes: 95, medianMinutes: 130, highMinutes: 170, beforeClosing: 'unlikely' as const },
];
const services = ['shomei', 'ido'].map((service, i) => ({
  service,
  name: name('住民票・証明書', 'Certificates'),
  letter: 'AB'[i] ?? null,
  waiting: 7,
  lastCalled: null,
  estimate: ESTIMATES[i] ?? null,
}));
const callsOf = ({ calling, serving }: Calls, at: number) =>
  Array.from({ length: calling + serving }, (_, i) => ({
    number: `A0${20 - i}`,
    counter: i + 1,
    at: at - i,
    state: i < calling ? ('calling' as const) : ('serving' as const),
    ...(i === 0 ? { language: 'ko' } : {}),
  }));

interface Case {
  readonly reception: (typeof RECEPTIONS)[number];
  readonly freshness: Freshness;
  readonly calls: Calls;
}

/** A lead's own figures are never old to itself. */
const ofLead = ({ reception: { reception, endedToday }, calls }: Case, at: number): BoardView => ({
  section: 'shimin',
  name: SHIMIN,
  observedAt: at,
  reception,
  endedToday,
  hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' },
  services: services.map((service) => ({ ...service, next: 'A021' })),
  calls: callsOf(calls, at),
  level: null,
  held: [...calls.aside],
  absent: [...calls.aside],
});

const ofHub = ({ reception: { reception, endedToday }, freshness, calls }: Case, at: number): OfficeView => {
  const section: SectionView = {
    section: 'shimin',
    name: SHIMIN,
    level: reception === 'closed' ? 'closed' : 'busy',
    freshness,
    observedAt: at,
    source: 'tickets',
    reception,
    endedToday,
    services: services.map((service) => ({ ...service, level: 'busy' })),
    counters: [],
    accuracy: null,
    calls: callsOf(calls, at),
    absent: calls.aside.map((number, i) => ({ number, at: at - i })),
  };
  const declared = { ...section, section: 'zei', name: name('税務課', 'Taxes'), source: 'declared' as const };
  return {
    city: 'kyoto',
    office: 'ukyo',
    name: name('右京区役所', 'Ukyo Ward Office'),
    observedAt: at,
    level: 'busy',
    waiting: 14,
    // More would take turns on the screen.
    sections: reception === 'open' ? [section, { ...declared, services: [], calls: [], absent: [] }] : [section],
  };
};

const OFFICE = { event: 'congestion', path: '/board?office=kyoto/ukyo', view: ofHub, ages: FRESHNESS } as const;
const BOARDS = [
  { of: 'a section', event: 'section', path: '/board', view: ofLead, ages: ['live'], receptions: RECEPTIONS },
  { of: 'an office that receives', ...OFFICE, receptions: RECEPTIONS.slice(0, 1) },
  { of: 'an office outside its hours', ...OFFICE, receptions: RECEPTIONS.slice(1, 2) },
  { of: 'an office whose reception is over', ...OFFICE, receptions: RECEPTIONS.slice(2) },
] as const;

describeInBrowser('a board', (browser) => {
  it.each(BOARDS)(
    'of $of says what is so and can be read, however old it is, whoever is called, and whatever became of its connection',
    async ({ event, path, view, ages, receptions }) => {
      let at = TEN;
      const told = await tellPages({ event, pages: { '/board': 'board.html' }, now: () => at });
      browser.after(() => told.close());
      const [page] = await browser.openTabs([told.url + path]);
      if (page === undefined) throw new Error('no page');
      await page.setViewportSize({ width: 1920, height: 1080 });
      await page.clock.install();
      // The stream alone tells; what is asked for meanwhile finds nobody, as at a unit whose lead is away.
      await page.route(/api\/v1\/(section|congestion)/, (route) => route.fulfill({ status: 502 }));
      await page.reload();
      /** Looks by what they are made of: words, figures and more of the same in a list don't change what can be read. */
      const looks = new Map<string, string>();
      const look = async (): Promise<void> => {
        const [shape, html] = await page.evaluate<[string, string]>(SHAPE);
        looks.set(shape, html);
      };
      // Before the server ever said something.
      await page.getByTestId('connecting').waitFor();
      await look();
      await page.clock.fastForward(6_000);
      await page.getByTestId('stale-banner').waitFor();
      await look();

      const cases = receptions.flatMap((reception) =>
        ages.flatMap((age) => CALLS.map((calls): Case => ({ reception, freshness: age, calls }))),
      );
      for (const each of cases) {
        at += MINUTE_MS;
        told.tell(view(each, at));
        await says(page, each, { at, connection: 'live' });
        await look();
        // Nothing is heard: it is old, and then lost.
        await page.context().setOffline(true);
        await page.clock.fastForward(6_000);
        await says(page, each, { at, connection: 'stale' });
        await look();
        await page.clock.fastForward(300_000);
        await says(page, each, { at, connection: 'lost' });
        await look();
        // Heard again, what was called is no news any more.
        await page.context().setOffline(false);
        await says(page, each, { at, connection: 'live' });
        await look();
      }
      expect(looks.size).toBeGreaterThan(cases.length);
      // Read in the middle of the flash too.
      const flash = '.flash .large-call.new { animation: none; background: #5a4800 }';
      const flashes = [...looks.values()].filter((html) => html.includes('large-call new'));
      const all = [...looks.values(), ...flashes.map((html) => `<div class="flash">${html}</div>`)];
      expect(await unreadable(page, all, flash)).toEqual([]);
    },
    120_000,
  );
});

interface Told {
  readonly at: number;
  readonly connection: Live<unknown>['status'];
}

/** Runs in the page: what it is made of, and its HTML with each kind of a list's items once. */
const SHAPE = `(() => {
  const app = document.querySelector('#app').cloneNode(true);
  const shape = ({ innerHTML, className }) =>
    className + innerHTML.replace(/>[^<]+</g, '><').replace(/ (style|data-[a-z]+)="[^"]*"/g, '');
  for (const list of app.querySelectorAll('ul, ol')) {
    const kinds = new Set();
    for (const item of [...list.children]) {
      if (kinds.has(shape(item))) item.remove();
      kinds.add(shape(item));
    }
  }
  return [shape(app), app.innerHTML];
})()`;

/** The board shows this case of this minute, and nothing that is not so. */
async function says(page: Page, { reception, freshness, calls }: Case, { at, connection }: Told): Promise<void> {
  const clock = clockTime(at, 'Asia/Tokyo');
  const known = freshness !== 'lost' && connection !== 'lost';
  // How many still wait is not known, and nobody is promised anything.
  const words = freshness === 'lost' && reception.endedToday ? '本日の受付は終了しました' : reception.words;
  await expect
    .poll(
      () =>
        page.evaluate(`(() => {
          const text = document.body.innerText;
          const count = (selector) => document.querySelectorAll(selector).length;
          return {
            clock: text.includes('${clock}'),
            banner: count('[data-testid=stale-banner]'),
            large: count('.large-call') > 0,
            serving: count('.serving .tile'),
            figures: count('.board-figure') > 0,
            delayed: text.includes('遅れています'),
            reception: text.includes('${words}'),
            unknown: text.includes('情報なし'),
          };
        })()`),
      { interval: 20 },
    )
    .toEqual({
      clock: true,
      banner: connection === 'live' ? 0 : 1,
      large: known && calls.calling > 0,
      serving: known ? calls.serving : 0,
      figures: known,
      delayed: freshness === 'delayed' && connection !== 'lost',
      reception: connection !== 'lost' || words === '',
      unknown: connection === 'lost' || (freshness === 'lost' && reception.reception === 'open'),
    });
}
