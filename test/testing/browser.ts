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

const LOOKS_AT_ONCE = 8;

/** What JIS X 8341-3 (WCAG 2, levels A and AA) finds wrong with a page as it is now. */
export const barriers = (page: Page): Promise<string[]> =>
  violationsOf(axe(page).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']));

/** Shows so many looks of a page's body below one another, under `style` too, and says which of their words have too little contrast. */
export async function unreadable(page: Page, looks: readonly string[], style = ''): Promise<string[]> {
  const found: string[] = [];
  // A long page takes longer than several short ones.
  for (let from = 0; from < looks.length; from += LOOKS_AT_ONCE) {
    const some = looks.slice(from, from + LOOKS_AT_ONCE).join('');
    const html = `<style>body { overflow: visible !important } ${style}</style>${some}`;
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(html)}`);
    found.push(...(await violationsOf(axe(page).withRules(['color-contrast']))));
  }
  return found;
}

/** What is well is not described: of a long page that takes longer than all else. */
const axe = (page: Page): AxeBuilder => new AxeBuilder({ page }).options({ resultTypes: ['violations'] });

async function violationsOf(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, any, all, none }) =>
        `${id}: ${help}: ${html} ${[...any, ...all, ...none].map(({ message }) => message).join('; ')}`,
    ),
  );
}
