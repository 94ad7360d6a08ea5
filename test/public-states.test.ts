import { expect, it } from 'vitest';
import type { Live } from '../dashboard/live/live-feed.ts';
import { summaryOf } from '../protocol/congestion/summary.ts';
import type { Freshness, OfficeView, SectionView, ServiceView } from '../protocol/congestion/views.ts';
import { describeInBrowser, unreadable } from './testing/browser.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
const FRESHNESS: readonly Freshness[] = ['live', 'delayed', 'lost'];
/** How a section may be, and words that say it where its figures are not lost. */
const STATES = [
  { words: '空いています', level: 'quiet' },
  { words: 'やや混雑', level: 'moderate' },
  { words: '混雑', level: 'busy' },
  { words: '大変混雑', level: 'packed' },
  { words: '情報なし', level: 'unknown' },
  { words: '受付時間外', level: 'closed', endedToday: false },
  { words: '本日の受付は終了しました', level: 'closed', endedToday: true },
] as const;

const ESTIMATES: readonly ServiceView['estimate'][] = [
  { lowMinutes: 0, medianMinutes: 2, highMinutes: 4 },
  { lowMinutes: 20, medianMinutes: 30, highMinutes: 45, beforeClosing: 'doubtful' },
  null,
];
const LOST_MS = 600_000;
/** Runs in the page: what it says of each section of the opened office, and of the first one of each other. */
const READ = `(() => {
  const all = (from, selector) => [...from.querySelectorAll(selector)];
  const badge = (from) => from.querySelector('.level .ja').textContent.split('。')[0];
  return {
    statuses: [...new Set(all(document, '.figures').map(({ className }) => className.replace('figures ', '')))],
    sections: all(document, '[data-testid=section]').map((section) => ({
      words: badge(section),
      delayed: all(section, '[data-testid=delayed]').length > 0,
      counts: all(section, '.people').length,
      estimates: all(section, '[data-testid=estimate]').length,
    })),
    closed: all(document, '[data-testid=office]').slice(1).map(badge),
  };
})()`;
const text = (word: string) => ({ ja: word, en: word });

/** Every section that there may be: each state, of each freshness. */
const SECTIONS = STATES.flatMap(({ words, level, ...rest }) =>
  FRESHNESS.map((freshness): SectionView & { readonly words: string } => ({
    words: freshness === 'lost' && level !== 'closed' ? '情報なし' : words,
    section: `${level}-${freshness}${'endedToday' in rest && rest.endedToday ? '-ended' : ''}`,
    name: text(`${words}の課`),
    level,
    freshness,
    observedAt: TEN,
    source: 'tickets',
    reception: level === 'closed' ? 'closed' : 'open',
    ...rest,
    services: ESTIMATES.map((estimate, i) => ({
      service: `s${i}`,
      name: text('住所の異動'),
      letter: i === 2 ? null : 'AB'.charAt(i),
      waiting: i * 7,
      lastCalled: i === 0 ? null : 'B012',
      ...(i === 1 ? { headIssuedAt: TEN } : {}),
      level,
      estimate,
    })),
    counters: [{ counter: 1, state: 'open', ticket: null }],
    accuracy: { tickets: 300, medianErrorMinutes: 3, covered: 0.8, levelRight: 0.9 },
    calls: [],
    absent: [],
  })),
);
const officeOf = (office: string, sections: readonly SectionView[]): OfficeView => ({
  city: 'kyoto',
  office,
  name: text(office),
  observedAt: TEN,
  level: 'busy',
  waiting: 21,
  sections: [...sections],
});
/** One that is opened has all of them; the others have one each, and two. */
const OPENED = officeOf('ukyo', SECTIONS);
const CLOSED = SECTIONS.map((section, i) =>
  officeOf(`office-${i}`, i % 2 === 0 ? [section] : [section, ...SECTIONS.slice(0, 1)]),
);

describeInBrowser('the public page', (browser) => {
  it('says what is so and can be read, whatever each section is like, however old it is, and whatever became of the connection', async () => {
    const told = await tellPages({
      event: 'congestion',
      pages: { '/': 'index.html' },
      now: () => TEN,
      answers: {
        '/api/v1/congestion': () => ({ observedAt: TEN, offices: summaryOf([OPENED, ...CLOSED]) }),
        '/api/v1/congestion/kyoto/ukyo': () => OPENED,
      },
    });
    browser.after(() => told.close());
    const [page] = await browser.openTabs([`${told.url}/#kyoto/ukyo`]);
    if (page === undefined) throw new Error('no page');
    await page.clock.install();
    // Nothing is foretold yet: the sections below are what is looked at.
    await page.route(/api\/v1\/forecast/, (route) => route.fulfill({ status: 404 }));
    await page.reload();
    told.tell(OPENED);
    await expect.poll(() => page.getByTestId('section').count()).toBe(SECTIONS.length);
    await expect.poll(() => page.getByTestId('office').count()).toBe(CLOSED.length + 1);

    const looks: string[] = [];
    for (const status of ['live', 'stale', 'lost'] as const) {
      if (status === 'stale') await page.context().setOffline(true);
      // Minutes after it was last heard of, what was known is no news any more.
      if (status === 'lost') await page.clock.fastForward(LOST_MS);
      await expect
        .poll(
          async () => {
            await page.clock.runFor(1_000);
            return page.evaluate(READ);
          },
          { timeout: 60_000 },
        )
        .toEqual({
          statuses: [status],
          sections: SECTIONS.map((section) => shownOf(section, status)),
          closed: CLOSED.map(({ sections: [section] }) => wordsOf(section, status)),
        });
      looks.push(await page.evaluate<string>(`document.querySelector('#app').innerHTML`));
    }
    expect(await unreadable(page, looks)).toEqual([]);
  }, 120_000);
});

/** What a page says of a section that is like this. */
const wordsOf = (section: SectionView | undefined, status: Live<unknown>['status']): string =>
  status === 'lost' ? '情報なし' : (SECTIONS.find((each) => each.section === section?.section)?.words ?? '');

function shownOf(section: SectionView, status: Live<unknown>['status']) {
  const { level, freshness } = section;
  const figures = freshness !== 'lost' && status !== 'lost' && level !== 'unknown';
  return {
    words: wordsOf(section, status),
    delayed: freshness === 'delayed',
    counts: figures ? ESTIMATES.length : 0,
    estimates: figures && level !== 'closed' ? ESTIMATES.filter((estimate) => estimate !== null).length : 0,
  };
}
