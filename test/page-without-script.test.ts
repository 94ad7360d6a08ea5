import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dashboard, describeInBrowser } from './testing/browser.ts';
import { tellPages } from './testing/told-pages.ts';

/** Every page that was built, where the server has it. */
const PAGES = Object.fromEntries(
  readdirSync(dashboard)
    .filter((file) => file.endsWith('.html'))
    .map((file) => [`/${file.replace('.html', '')}`, file]),
);

describeInBrowser('a page whose script does not run', (browser) => {
  it('says so to whoever stands before it, in words and with what it needs', async () => {
    const told = await tellPages({ event: 'section', pages: PAGES });
    browser.after(() => told.close());
    expect(Object.keys(PAGES)).toContain('/board');
    const [page] = await browser.openTabs(['about:blank']);
    if (page === undefined) throw new Error('no page');
    // As a browser that does not know its syntax: what was fetched is not run.
    await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    for (const path of Object.keys(PAGES)) {
      await page.goto(`${told.url}${path}`);
      await page.evaluate(`for (const each of document.getAnimations()) each.finish()`);
      const words = await page.evaluate<string>('document.body.innerText');
      expect([path, words]).toEqual([path, expect.stringMatching(/Chromium 80 .*JavaScript[\s\S]*needs JavaScript/)]);
      expect(await page.locator('main').isVisible(), path).toBe(true);
    }
  });
});
