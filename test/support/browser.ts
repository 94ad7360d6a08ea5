import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
/** The built pages. */
export const dashboard = fileURLToPath(new URL('../../dist/dashboard', import.meta.url));

export interface RealBrowser {
  /** Opens a page; what it throws fails the test. */
  open(url: string, viewport?: { readonly width: number; readonly height: number }): Promise<Page>;
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
    });
    tests({
      after: (clean) => cleanup.push(clean),
      async open(url, viewport = { width: 1280, height: 900 }) {
        const context = await browser.newContext({ viewport });
        cleanup.push(() => context.close());
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(error.message));
        cleanup.push(() => expect(faults).toEqual([]));
        await page.goto(url);
        return page;
      },
    });
  });
}
