import { expect } from 'vitest';
import type { OfficeView, TicketView } from '../protocol/congestion/views.ts';
import { describeInBrowser } from './testing/browser.ts';
import { inFont, itInEachFont, misfits, onScreen } from './testing/fit.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
const name = (ja: string, en: string) => ({ ja, en });
const TICKET: TicketView = {
  number: 'A012',
  city: 'kyoto',
  office: 'ukyo',
  officeName: name('京都市右京区役所京北出張所', 'Keihoku Branch of Ukyo Ward Office'),
  section: 'hoken',
  sectionName: name('保険年金課保険給付・年金資格担当', 'Insurance and pensions section, benefits and qualification'),
  service: 'shomei',
  serviceName: name(
    '国民健康保険の加入・脱退・高額療養費・限度額適用認定',
    'Joining and leaving National Health Insurance',
  ),
  state: 'waiting',
  heldReason: null,
  ahead: 12,
  estimate: { lowMinutes: 105, medianMinutes: 130, highMinutes: 175, beforeClosing: 'unlikely' },
  counter: null,
  issuedAt: TEN,
  calledAt: null,
  observedAt: TEN,
  freshness: 'live',
};
const STATES: readonly Partial<TicketView>[] = [
  {},
  { ahead: 0, estimate: null, freshness: 'delayed' },
  { number: 'W999-2026-12', freshness: 'lost' },
  { state: 'called', counter: 128, calledAt: TEN, freshness: 'delayed' },
  { state: 'held' },
  { state: 'absent' },
  { state: 'done' },
];
const PHONES = [
  { name: 'a small phone', width: 320, height: 568, scale: 2 },
  { name: 'a phone', width: 390, height: 844, scale: 3 },
  { name: 'a desk', width: 1280, height: 900, scale: 1 },
];

describeInBrowser('the page of a ticket with names as long as offices have them', ({ open, after }) => {
  itInEachFont('shows every line on every phone', async (family) => {
    let ticket = TICKET;
    const told = await tellPages({
      event: 'congestion',
      pages: { '/t/:code': 'ticket.html' },
      answers: { '/api/v1/tickets/:code': () => ticket, '/api/v1/congestion/:city/:office': () => office },
    });
    after(() => told.close());
    const office: OfficeView = { ...TICKET, name: TICKET.officeName, level: 'quiet', waiting: 12, sections: [] };
    const page = await open(`${told.url}/t/0123456789abcdef`);
    for (const change of STATES) {
      ticket = { ...TICKET, ...change };
      await page.reload();
      await expect.poll(() => page.getByTestId('ticket-state').getAttribute('data-state')).toBe(ticket.state);
      await inFont(page, family);
      for (const phone of PHONES) {
        await onScreen(page, phone);
        const parts = 'header p, .paper-ticket > *, .state-card > *, .notice-choice > *, .choice, footer p';
        expect(await misfits(page, parts), `${JSON.stringify(change)} on ${phone.name}`).toEqual([]);
      }
    }
  });
});
