import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

/** Where it was installed: the folder of `npm install --prefix`. */
const folder = process.env.MATAZU_OLD_BROWSER ?? fileURLToPath(new URL('../../.old-browser', import.meta.url));
const packed = `${folder}/node_modules/chrome-aws-lambda/bin/chromium.br`;
const program = `${folder}/chromium-80`;

/** Why the oldest browser that the pages are made for can't be had here; undefined where it can. */
export const noOldBrowser = existsSync(packed)
  ? undefined
  : 'Chromium 80 is missing (npm install --prefix .old-browser chrome-aws-lambda@2.1.1 puppeteer-core@2.1.1, or name its folder in MATAZU_OLD_BROWSER): no page is opened in it';

/** The part of puppeteer of that time that tests need: today's clients don't speak to a browser that old. */
export interface OldPage {
  setViewport(size: { readonly width: number; readonly height: number }): Promise<void>;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  evaluateOnNewDocument(script: string): Promise<void>;
  setExtraHTTPHeaders(headers: Readonly<Record<string, string>>): Promise<void>;
  goto(url: string): Promise<unknown>;
  waitForSelector(selector: string, options?: { readonly timeout: number }): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
}

export interface OldBrowser {
  version(): Promise<string>;
  newPage(): Promise<OldPage>;
  close(): Promise<void>;
}

/** Chromium 80 of February 2020. @throws where it is not installed: see `noOldBrowser` */
export async function openOldBrowser(): Promise<OldBrowser> {
  if (!existsSync(program)) {
    // Renamed when whole: another test may look for it at the same time.
    const part = `${program}.${process.pid}`;
    writeFileSync(part, brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });
    renameSync(part, program);
  }
  const puppeteer = createRequire(`${folder}/`)('puppeteer-core') as {
    launch(options: object): Promise<OldBrowser>;
  };
  return puppeteer.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'], pipe: true });
}
