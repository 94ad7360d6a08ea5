import { expect, it } from 'vitest';
import type { OfficeView, TicketView } from '../protocol/congestion/views.ts';
import { describeInBrowser, unreadable } from './testing/browser.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
const TICKET: TicketView = {
  number: 'A012',
  city: 'kyoto',
  office: 'ukyo',
  officeName: { ja: '右京区役所', en: 'Ukyo Ward Office' },
  section: 'shimin',
  sectionName: { ja: '市民窓口課', en: "Citizens' counter" },
  service: 'koseki',
  serviceName: { ja: '戸籍の届出', en: 'Family register' },
  state: 'waiting',
  heldReason: null,
  ahead: 12,
  estimate: { lowMinutes: 20, medianMinutes: 30, highMinutes: 45 },
  counter: null,
  issuedAt: TEN,
  calledAt: null,
  observedAt: TEN,
  freshness: 'live',
};
const CALLED = { state: 'called', counter: 3, calledAt: TEN, ahead: null, estimate: null } as const;
/** What a ticket's page may have to say, and words that say it. */
const STATES: readonly (readonly [words: string, Partial<TicketView>])[] = [
  ['あと12人', {}],
  [
    '本日ご案内できないことがあります',
    { estimate: { lowMinutes: 20, medianMinutes: 30, highMinutes: 45, beforeClosing: 'doubtful' } },
  ],
  ['次にお呼びします', { ahead: 0, estimate: null }],
  ['続けて『戸籍の届出』の窓口でお呼びします。この番号のままお待ちください', { transferred: true, ahead: 2 }],
  ['番窓口へ', { ...CALLED, callState: 'calling' }],
  ['ご案内中', { ...CALLED, callState: 'serving' }],
  ['準備中です（もう一度お呼びします）', { ...CALLED, state: 'held' }],
  ['書類のご記入をお待ちしています', { ...CALLED, state: 'held', heldReason: 'resident-writes' }],
  ['お呼びしましたが、いらっしゃいませんでした', { ...CALLED, state: 'absent' }],
  ['お手続きは終わりました', { ...CALLED, state: 'done' }],
  ['取り消されました', { ...CALLED, state: 'cancelled' }],
];
const FRESHNESS: readonly TicketView['freshness'][] = ['live', 'delayed', 'lost'];

describeInBrowser('the page of a ticket', (browser) => {
  async function setup() {
    let ticket = TICKET;
    const told = await tellPages({
      event: 'congestion',
      pages: { '/t/:code': 'ticket.html' },
      answers: { '/api/v1/tickets/:code': () => ticket, '/api/v1/congestion/:city/:office': () => office },
    });
    browser.after(() => told.close());
    const office: OfficeView = { ...TICKET, name: TICKET.officeName, level: 'quiet', waiting: 12, sections: [] };
    let times = 0;
    return {
      url: `${told.url}/t/0123456789abcdef`,
      tell(change: Partial<TicketView>): void {
        ticket = { ...TICKET, ...change };
        times += 1;
        told.tell({ ...office, observedAt: TEN + times });
      },
    };
  }

  it('can be read in every state, however old its figures are and whatever became of its connection', async () => {
    const { url, tell } = await setup();
    const [page] = await browser.openTabs([url]);
    if (page === undefined) throw new Error('no page');
    await page.clock.install();
    await page.reload();
    const looks: string[] = [];
    const look = async (): Promise<void> => {
      looks.push(await page.evaluate<string>(`document.querySelector('main').outerHTML`));
    };
    for (const [words, change] of STATES) {
      for (const freshness of FRESHNESS) {
        tell({ ...change, freshness });
        const shown = freshness === 'lost' && (change.state ?? 'waiting') === 'waiting' ? '情報なし' : words;
        await expect
          .poll(async () => {
            await page.clock.runFor(1_000);
            const text = await page.evaluate<string>('document.body.innerText');
            return text.includes(shown) && text.includes('遅れています') === (freshness === 'delayed');
          })
          .toBe(true);
        await look();
        // Nothing is heard: it is old, and then lost.
        await page.context().setOffline(true);
        for (const silentMs of [6_000, 300_000]) {
          await page.clock.fastForward(silentMs);
          await look();
        }
        await page.context().setOffline(false);
      }
    }
    expect(looks).toHaveLength(STATES.length * FRESHNESS.length * 3);
    expect(looks.filter((html) => html.includes('stale-banner')).length).toBeGreaterThan(looks.length / 2);
    expect(await unreadable(page, looks)).toEqual([]);
  }, 90_000);

  it('says when what was over goes on after all, and leaves whoever works by keys where they were', async () => {
    const { url, tell } = await setup();
    const page = await browser.open(url, { width: 390, height: 844 });
    await page.getByRole('group', { name: 'あと何人になったらお知らせしますか' }).getByLabel('知らせない').waitFor();
    await page.getByRole('radio').nth(2).focus();
    tell({ ...CALLED, callState: 'calling' });
    await expect.poll(() => page.getByTestId('go-to-counter').isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement === document.body')).toBe(false);
    tell({ ...CALLED, state: 'done' });
    await expect.poll(() => page.getByTestId('ticket-state').textContent()).toContain('お手続きは終わりました');
    tell({ ...CALLED, callState: 'serving' });
    // Seen again, as by "back", it asks at once.
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await expect.poll(() => page.getByTestId('serving').isVisible()).toBe(true);
    // Written once what the page shows has been drawn.
    await expect.poll(() => page.title()).toBe('A012 ご案内中');
  });
});
