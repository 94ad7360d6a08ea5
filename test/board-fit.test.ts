import { expect, it } from 'vitest';
import { connectLead, dayOf, Opened, openTestHub, shimin, temporaryFolder } from '../hub/testing/test-hub.ts';
import { eventually, logOf } from '../hub/testing/test-ward.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
const now = (): number => TEN + Math.round(performance.now());
const name = (ja: string, en: string) => ({ ja, en });
const hours = { opens: '08:30', closes: '17:00' };
/** Names as long as offices have them. */
const LONG = {
  id: 'hoken',
  name: name('保険年金課保険給付・年金資格担当', 'Insurance and pensions section, benefits and qualification'),
  hours,
  services: [
    {
      id: 'shomei',
      letter: 'C',
      name: name(
        '国民健康保険の加入・脱退・高額療養費・限度額適用認定',
        'Joining and leaving National Health Insurance',
      ),
      expectedMinutes: 12,
    },
    {
      id: 'ido',
      letter: 'D',
      name: name(
        '後期高齢者医療・介護保険料の減免と還付のご相談',
        'Medical care of the elderly, long-term care premiums',
      ),
      expectedMinutes: 25,
    },
    { id: 'nenkin', letter: 'E', name: name('国民年金', 'Pension'), expectedMinutes: 12 },
  ],
};
const SHORT = { id: 'shimin', name: name('市民窓口課', "Citizens' counter"), hours };

describeInBrowser('a lobby board of long names', ({ open, after }) => {
  it.each([
    [1920, 1080],
    [1280, 720],
    [1080, 1920],
  ])('shows every line on %i × %i', async (width, height) => {
    const opened = new Opened();
    after(() => opened.close());
    const offices = [{ path: 'kyoto/ukyo', name: name('右京区役所', 'Ukyo Ward Office'), sections: [SHORT, LONG] }];
    const hub = await openTestHub(opened, await temporaryFolder(opened), { now, dashboard, offices });
    const at = { ...shimin, section: 'hoken' };
    const lead = await connectLead(opened, hub.broker, at);
    const services = LONG.services.map(({ id }) => id);
    const day = dayOf(12, 2, { from: TEN }).map((event) =>
      event.type === 'counter-opened' ? { ...event, services } : event,
    );
    await lead.deliver(logOf(...day));
    await eventually(async () =>
      expect((await hub.section(at))?.services[1]?.estimate?.highMinutes).toBeGreaterThan(100),
    );
    const board = await open(`${hub.url}/board?office=kyoto/ukyo`, { width, height });
    await expect.poll(() => board.getByTestId('service').count()).toBe(3);
    const outside = await board.evaluate<
      string[]
    >(`[...document.querySelectorAll('.board-section h3, .board-service, .board-more')]
      .filter((part) => part.getBoundingClientRect().bottom > innerHeight || part.getBoundingClientRect().right > innerWidth)
      .map((part) => part.textContent)`);
    expect(outside).toEqual([]);
  });
});
