import { expect, it } from 'vitest';
import { connectLead, Opened, openTestHub, temporaryFolder } from '../hub/testing/test-hub.ts';
import { eventually, logOf } from '../hub/testing/test-ward.ts';
import type { Event } from '../protocol/queue/events.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const MINUTE = 60_000;
const PHONE = { width: 390, height: 844 };
const now = (): number => Date.parse('2026-11-24T10:05+09:00') + Math.round(performance.now());
const name = (ja: string, en: string) => ({ ja, en });
const OFFICE = {
  path: 'kyoto/ukyo',
  name: name('右京区役所', 'Ukyo Ward Office'),
  sections: [
    {
      id: 'shimin',
      name: name('市民窓口課', "Citizens' counter"),
      hours: { opens: '08:30', closes: '17:00' },
      services: [
        { id: 'shomei', letter: 'A', name: name('住民票・証明書', 'Certificates') },
        { id: 'ido', letter: 'B', name: name('住所の異動', 'Moving in or out') },
      ],
    },
    { id: 'hoken', name: name('保険年金課', 'Insurance and pensions'), hours: { opens: '08:30', closes: '17:00' } },
  ],
};

/** Forty people of a day, each ten minutes from nine on; in the afternoon each waits for three times as long. */
function dayOf(day: string, until = 40): Event[] {
  const nine = Date.parse(`2026-11-${day}T09:00+09:00`);
  const events: Event[] = [{ type: 'day-opened', at: nine - MINUTE, day: `2026-11-${day}` }];
  for (let n = 0; n < until; n++) {
    const at = nine + n * 10 * MINUTE;
    const ticket = `t-${day}-${n}`;
    const number = `A${String(n).padStart(3, '0')}`;
    const service = n % 4 === 0 ? 'ido' : 'shomei';
    events.push({ type: 'ticket-issued', at, ticket, number, service, code: `code-${ticket}`, by: 'kiosk' });
    events.push({ type: 'ticket-called', at: at + (n < 18 ? 6 : 18) * MINUTE, ticket, counter: 1 });
  }
  return events.sort((a, b) => a.at - b.at);
}

describeInBrowser('what is to come, and how right it was', ({ open, after }) => {
  async function setup(...events: readonly Event[]) {
    const opened = new Opened();
    after(() => opened.close());
    const hub = await openTestHub(opened, await temporaryFolder(opened), { now, dashboard, offices: [OFFICE] });
    const lead = await connectLead(opened, hub.broker);
    if (events.length > 0) {
      await lead.deliver(logOf(...events));
      await eventually(async () => expect((await hub.section())?.accuracy?.tickets).toBeGreaterThan(0));
    }
    return { hub };
  }
  const days = [...dayOf('19'), ...dayOf('20'), ...dayOf('24', 5)];

  it('a resident sees the rest of today, the shortest waits, another day, and which days are closed', async () => {
    const { hub } = await setup(...days);
    const page = await open(hub.url, PHONE);
    const section = page.locator('[data-section=shimin]');
    await expect.poll(() => section.getByTestId('accuracy').textContent()).toMatch(/10回中\d+回/);
    await section.getByTestId('outlook').locator('summary').click();
    await expect.poll(() => section.getByTestId('half-hour').count()).toBe(14);
    expect(await section.getByTestId('half-hour').first().textContent()).toMatch(/^10:00.*分/);
    expect(await section.getByTestId('best').locator('li').count()).toBe(3);
    const select = section.getByTestId('outlook-day');
    const closed = select.locator('option[disabled]');
    expect(await closed.allTextContents()).toEqual(
      [
        '11月28日（土） Sat 28 Nov',
        '11月29日（日） Sun 29 Nov',
        '12月5日（土） Sat 5 Dec',
        '12月6日（日） Sun 6 Dec',
      ].map((day) => `${day} 閉庁 closed（${day.includes('土') ? '土' : '日'}曜日）`),
    );
    await select.selectOption('2026-11-25');
    await expect.poll(() => section.getByTestId('half-hour').count()).toBe(17);
    expect(await section.getByTestId('half-hour').first().textContent()).toContain('08:30');
    await section.getByTestId('outlook-service').selectOption('ido');
    await expect.poll(() => section.getByTestId('half-hour').count()).toBe(17);
    // Nothing of the page is wider than the phone.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
  });

  it('a resident is told where nothing was learned yet, and nothing is made up', async () => {
    const { hub } = await setup(...days);
    const page = await open(hub.url);
    const section = page.locator('[data-section=hoken]');
    await section.getByTestId('outlook').locator('summary').click();
    await expect.poll(() => section.getByTestId('nothing-learned').isVisible()).toBe(true);
    expect(await section.getByTestId('half-hour').count()).toBe(0);
    expect(await section.getByTestId('accuracy').count()).toBe(0);
  });

  it('staff see each day drawn, step through the days, come back by the back button, and read it as a table', async () => {
    const { hub } = await setup(...days);
    const page = await open(`${hub.url}/accuracy?section=kyoto/ukyo/shimin`);
    const dayShown = () => page.getByTestId('day').getAttribute('data-day');
    await expect.poll(dayShown).toBe('2026-11-24');
    await expect.poll(() => page.getByTestId('chart').getAttribute('data-tickets')).toBe('5');
    await expect.poll(() => page.getByTestId('chart').locator('canvas').count()).toBe(1);
    expect(await page.getByTestId('later').isDisabled()).toBe(true);
    await page.getByTestId('earlier').click();
    await expect.poll(dayShown).toBe('2026-11-20');
    await page.getByTestId('earlier').click();
    await expect.poll(dayShown).toBe('2026-11-19');
    await expect.poll(() => page.getByTestId('chart').getAttribute('data-tickets')).toBe('40');
    expect(await page.getByTestId('day').getByTestId('tickets').textContent()).toBe('40人');
    await page.goBack();
    await expect.poll(dayShown).toBe('2026-11-20');
    await page.getByText('表で見る').click();
    await expect.poll(() => page.getByTestId('ticket-row').count()).toBe(40);
    expect(await page.getByTestId('ticket-row').first().textContent()).toMatch(/^09:00.*幅/);
    await page.goBack();
    await expect.poll(dayShown).toBe('2026-11-24');
    // A day that is none is the latest.
    for (const typed of ['2026-13-45', 'yesterday']) {
      await page.goto(`${hub.url}/accuracy?section=kyoto/ukyo/shimin&day=${typed}`);
      await expect.poll(dayShown).toBe('2026-11-24');
    }
  });

  it('staff are told when there is nothing yet, no such section, and that the hub is gone', async () => {
    const { hub } = await setup();
    const empty = await open(`${hub.url}/accuracy?section=kyoto/ukyo/hoken`, PHONE);
    await expect.poll(() => empty.getByTestId('nothing-yet').isVisible()).toBe(true);
    const wrong = await open(`${hub.url}/accuracy?section=kyoto/ukyo/nowhere`);
    await expect.poll(() => wrong.getByTestId('no-such-section').textContent()).toContain('その課はありません');
    await wrong.getByTestId('other-sections').click();
    const choice = wrong;
    await choice.getByText('市民窓口課').click();
    await expect.poll(() => choice.getByTestId('nothing-yet').isVisible()).toBe(true);
    await hub.close();
    await expect.poll(() => empty.getByTestId('stale-banner').isVisible()).toBe(true);
  });
});
