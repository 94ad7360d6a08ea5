import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from './testing/browser.ts';
import { openOffice } from './testing/office.ts';
import { openStage } from './testing/stage.ts';

const SOON = { timeout: 20_000 };

describeInBrowser('eight tabs of one browser', (browser) => {
  async function setup() {
    const stage = await openStage();
    browser.after(() => stage.close());
    return openOffice(stage);
  }
  const isLive = (page: Page): Promise<boolean> => page.locator('.figures.live, .kiosk-clock').first().isVisible();

  it('of a lead all show the present, and what one of them commands is answered', async () => {
    const { ofLead, lead, issue } = await setup();
    const paths = ['/staff#1', '/board', '/kiosk', '/staff#2', '/board', '/kiosk', '/staff#2', '/board'];
    const tabs = await browser.openTabs(paths.map(ofLead));
    for (const tab of tabs) await expect.poll(() => isLive(tab), SOON).toBe(true);
    issue();
    const [staff] = tabs;
    await staff?.getByTestId('open-counter').click();
    await staff?.getByTestId('call-next').click();
    await expect.poll(() => lead.view().counters[0]?.ticket, SOON).toBe('A001');
    for (const tab of tabs.filter((_, i) => paths[i] !== '/kiosk'))
      await expect.poll(() => tab.locator('body').textContent(), SOON).toContain('A001');
    for (const tab of tabs) await expect.poll(() => tab.getByTestId('stale-banner').count(), SOON).toBe(0);
  });

  it('of a hub all show the present; a hidden one leaves its stream to others, and has it again when it is seen', async () => {
    const { ofHub, issue } = await setup();
    const ticket = `/t/${issue()}`;
    const paths = ['/', ticket, '/board?office=kyoto/ukyo', '/', ticket, '/board?office=kyoto/ukyo', '/', '/'];
    const tabs = await browser.openTabs(paths.map(ofHub));
    for (const tab of tabs) await expect.poll(() => isLive(tab), SOON).toBe(true);
    issue();
    for (const [i, tab] of tabs.entries())
      if (paths[i] !== ticket)
        await expect.poll(() => tab.locator('[data-waiting="2"]').first().isVisible(), SOON).toBe(true);
    for (const tab of tabs) await expect.poll(() => tab.getByTestId('stale-banner').count(), SOON).toBe(0);

    const streams = async (): Promise<string | undefined> =>
      /^matazu_stream_readers (\d+)/m.exec(await (await fetch(ofHub('/metrics'))).text())?.[1];
    await expect.poll(streams, SOON).toBe('4');
    for (const tab of tabs.slice(1)) await tab.close();
    await expect.poll(streams, { timeout: 20_000 }).toBe('1');
    const seen = (state: string) =>
      tabs[0]?.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`);
    await seen('hidden');
    await expect.poll(streams, SOON).toBe('0');
    await seen('visible');
    await expect.poll(streams, SOON).toBe('1');
  });
});
