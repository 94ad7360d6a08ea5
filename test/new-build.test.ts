import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { dashboard, describeInBrowser } from './testing/browser.ts';
import { openOffice } from './testing/office.ts';
import { openStage } from './testing/stage.ts';

/** A page tries again after ten seconds at the latest, and then has to hear the build. */
const SOON = { timeout: 40_000 };

describeInBrowser('an open page whose server is replaced by another build', (browser) => {
  it('reloads itself once, on a stream as without one, and not while somebody waits to be told by it', async () => {
    const stage = await openStage();
    browser.after(() => stage.close());
    const before = await openOffice(stage);
    before.issue();
    const mine = `/t/${before.issue()}`;
    const tabs = await browser.openTabs(['/board?office=kyoto/ukyo', '/#none', mine].map(before.ofHub));
    const [board, list, ticket] = tabs;
    if (board === undefined || list === undefined || ticket === undefined) throw new Error('no pages');
    await expect.poll(() => board.getByTestId('service').count()).toBe(2);
    await expect.poll(() => list.getByTestId('office').count()).toBe(1);
    await ticket.getByTestId('ahead').waitFor();
    await ticket.evaluate(`document.querySelectorAll('input[type=radio]')[2].click()`);
    const loads = new Map<Page, number>(tabs.map((tab) => [tab, 0]));
    for (const tab of tabs) tab.on('load', () => loads.set(tab, (loads.get(tab) ?? 0) + 1));

    // The next release: its pages say something else, at the same address.
    const pages = stage.path('pages');
    await cp(dashboard, pages, { recursive: true });
    for (const file of ['board.html', 'index.html', 'ticket.html']) {
      const page = await readFile(join(dashboard, file), 'utf8');
      await writeFile(join(pages, file), page.replace('<title>', '<meta name="release" content="next" /><title>'));
    }
    const port = before.hub.httpPort;
    await before.hub.close();
    await before.lead.close();
    await openOffice(stage, { pages, hubPort: port });

    await expect.poll(() => [loads.get(board), loads.get(list)], SOON).toEqual([1, 1]);
    for (const tab of [board, list]) expect(await tab.locator('meta[name=release]').count()).toBe(1);
    await expect.poll(() => board.getByTestId('service').count()).toBe(2);
    await expect.poll(() => ticket.getByTestId('stale-banner').count(), SOON).toBe(0);
    expect([...loads.values()]).toEqual([1, 1, 0]);
  }, 120_000);
});
