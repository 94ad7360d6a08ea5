import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { it } from 'vitest';

/**
 * How a page of a screen is held to its sizes: in each font that units have, on each screen, whatever it shows.
 *
 *     itInEachFont('shows every service', async (family) => {
 *       const page = await open(url);           // once: see told-pages.ts for how states are pushed into it
 *       await inFont(page, family);
 *       for (const screen of SCREENS) {
 *         await onScreen(page, screen);
 *         …push a state, wait until it is drawn
 *         expect(await misfits(page, '.head, .tile')).toEqual([]);
 *       }
 *     });
 */

interface Font {
  readonly family: string;
  /** Debian's package of it. */
  readonly from: string;
}

/** Fonts of Japanese that units and screens are set up with; their letters differ in width and height. */
const FONTS: readonly Font[] = [
  { family: 'Noto Sans CJK JP', from: 'fonts-noto-cjk' },
  { family: 'BIZ UDPGothic', from: 'fonts-morisawa-bizud-gothic' },
  { family: 'IPAPGothic', from: 'fonts-ipafont' },
];

const installed = ((): string => {
  try {
    return execFileSync('fc-list', [':', 'family'], { encoding: 'utf8' });
  } catch {
    return '';
  }
})();
const isMissing = ({ family }: Font): boolean => !installed.includes(family);
for (const { family, from } of FONTS.filter(isMissing)) {
  process.stderr.write(
    `The font ${family} is missing (apt-get install fontconfig ${from}): no page is measured in it\n`,
  );
}

/** A test for each of the fonts; one that this machine doesn't have is skipped, with a line that says what is missing. */
export function itInEachFont(name: string, test: (family: string) => Promise<void>, timeoutMs?: number): void {
  for (const font of FONTS)
    it.skipIf(isMissing(font))(`${name}, in ${font.family}`, () => test(font.family), timeoutMs);
}

/** Draws the page in this font alone. */
export async function inFont(page: Page, family: string): Promise<void> {
  await page.evaluate(`document.documentElement.style.setProperty('--font', '"${family}"')`);
}

/** A screen as the page sees it: in CSS pixels, each of `scale` device pixels. */
export interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** Lying and standing screens of boards and kiosks. */
export const SCREENS: readonly Screen[] = [
  { name: '1080p', width: 1920, height: 1080, scale: 1 },
  { name: '4K', width: 3840, height: 2160, scale: 1 },
  { name: 'portrait', width: 1080, height: 1920, scale: 1 },
  { name: '1080p at a scale of 2', width: 960, height: 540, scale: 2 },
  { name: 'portrait at a scale of 2', width: 540, height: 960, scale: 2 },
];

export async function onScreen(page: Page, { width, height, scale }: Screen): Promise<void> {
  // Chromium asks a style for its resolution anew only where the size changes too.
  await page.setViewportSize({ width: scale === 1 ? width : width - 1, height });
  if (scale === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
}

/**
 * Which of the parts that this selector finds overlap one another, are not wholly within what holds them, are cut off by
 * their own box, or lie beside the page; on a page that does not scroll, below it too. Empty where all is well.
 */
export const misfits = (page: Page, selector: string): Promise<string[]> => page.evaluate(misfitsIn(selector));

/** The same as a script, for a page of a browser that has a client of its own. */
export const misfitsIn = (selector: string): string => `(${measure})(${JSON.stringify(selector)})`;

/** Runs in the page. */
const measure = `(selector) => {
  const isDrawn = (part) => part.getClientRects().length > 0 && !part.classList.contains('visually-hidden');
  const parts = [...document.querySelectorAll(selector)].filter(isDrawn).map((part) => ({ part, box: part.getBoundingClientRect() }));
  const name = ({ part }) => part.className + ' ' + part.textContent.slice(0, 20);
  const scrolls = (part) => /auto|scroll/.test(getComputedStyle(part).overflowY);
  const stands = getComputedStyle(document.body).overflowY === 'hidden';
  const faults = [];
  for (const one of parts) {
    const holder = one.part.parentElement.getBoundingClientRect();
    if (one.box.left < -1 || one.box.right > innerWidth + 1) faults.push(name(one) + ' lies beside the page');
    if (stands && (one.box.top < -1 || one.box.bottom > innerHeight + 1)) faults.push(name(one) + ' lies below the page');
    if (!scrolls(one.part.parentElement) && (one.box.top < holder.top - 1 || one.box.bottom > holder.bottom + 1))
      faults.push(name(one) + ' is cut off');
    if (one.part.clientWidth > 0 && one.part.scrollWidth > one.part.clientWidth + 1) faults.push(name(one) + ' is too wide');
    for (const inner of [one.part, ...one.part.querySelectorAll('*')])
      if (isDrawn(inner) && getComputedStyle(inner).overflowY === 'hidden' &&
          (inner.scrollHeight > inner.clientHeight + 1 || inner.scrollWidth > inner.clientWidth + 1))
        faults.push(name({ part: inner }) + ' is cut in ' + name(one));
    for (const other of parts) {
      if (one === other || one.part.contains(other.part) || other.part.contains(one.part)) continue;
      const [across, down] = [
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left),
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top),
      ];
      if (across > 1 && down > 1) faults.push(name(one) + ' overlaps ' + name(other));
    }
  }
  return [...new Set(faults)];
}`;
