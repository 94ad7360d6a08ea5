import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
/** Each page that was opened is read by axe at the end: seconds for each on a busy machine. */
const CLOSING_MS = 120_000;
/** The built pages. */
export const dashboard = fileURLToPath(new URL('../../dist/dashboard', import.meta.url));

export interface RealBrowser {
  /** Opens a page; what it throws fails the test, and so does what it shows at the end where somebody could not use it. */
  open(url: string, viewport?: { readonly width: number; readonly height: number }): Promise<Page>;
  /** Opens each address in a tab of one browser, which share what browsers share: connections and what is kept. What one throws fails the test. */
  openTabs(urls: readonly string[]): Promise<Page[]>;
  /** Done after the test, last first. */
  after(clean: () => unknown): void;
}

/** A describe whose tests run in a real Chromium. Without one it is skipped, with a line that says what is missing. */
export function describeInBrowser(name: string, tests: (browser: RealBrowser) => void): void {
  const missing = existsSync(CHROMIUM)
    ? undefined
    : `Chromium is missing (apt-get install chromium): "${name}" is not tested`;
  if (missing !== undefined) process.stderr.write(`${missing}\n`);
  describe.skipIf(missing !== undefined)(name, () => {
    const cleanup: (() => unknown)[] = [];
    let browser: Browser;
    beforeAll(async () => {
      const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map(
        (what) => `--disable-${what}`,
      );
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--no-first-run', ...quiet] });
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      for (const clean of cleanup.splice(0).reverse()) await clean();
    }, CLOSING_MS);
    const newContext = async (viewport = { width: 1280, height: 900 }): Promise<BrowserContext> => {
      const context = await browser.newContext({ viewport });
      cleanup.push(() => context.close());
      context.setDefaultTimeout(20_000);
      const faults: string[] = [];
      context.on('weberror', (fault) => faults.push(fault.error().message));
      cleanup.push(() => expect(faults).toEqual([]));
      return context;
    };
    tests({
      after: (clean) => cleanup.push(clean),
      async open(url, viewport) {
        const page = await (await newContext(viewport)).newPage();
        cleanup.push(async () => expect(await barriers(page)).toEqual([]));
        await page.goto(url);
        return page;
      },
      async openTabs(urls) {
        const context = await newContext();
        const tabs = urls.map(async (url) => {
          const page = await context.newPage();
          await page.goto(url, { waitUntil: 'commit' });
          return page;
        });
        return Promise.all(tabs);
      },
    });
  });
}

/** What JIS X 8341-3 (WCAG 2, levels A and AA) finds wrong with a page as it is now. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, any, all, none }) =>
        `${id}: ${help}: ${html} ${[...any, ...all, ...none].map(({ message }) => message).join('; ')}`,
    ),
  );
}
