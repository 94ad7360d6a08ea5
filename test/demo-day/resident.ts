import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { post } from '../testing/http.ts';

export interface ResidentOptions {
  /** Of the lead's HTTP listener. */
  readonly port: number;
  readonly hubUrl: string;
  readonly page: Page;
  readonly signal: AbortSignal;
}

const LOOKS_MS = 500;
/** So often one looks before somebody else comes: whoever is held or absent may be so for the rest of the day. */
const LOOKS = 40;

/** One resident after another takes a number and follows it on a phone until the visit is over. Resolves with how many did. */
export async function followTickets({ port, hubUrl, page, signal }: ResidentOptions): Promise<number> {
  let followed = 0;
  const rest = () => delay(LOOKS_MS, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await rest();
    const code = await takeNumber(port).catch(() => undefined);
    if (code === undefined) continue;
    const url = `${hubUrl}/t/${code}`;
    for (let looks = 0; looks < LOOKS && !signal.aborted; looks++) {
      // Its network may be gone, or somebody loads it anew just now.
      if (page.url() !== url) await page.goto(url, { waitUntil: 'commit' }).catch(() => undefined);
      await rest();
      const over = page.locator('[data-state=done], [data-state=cancelled]').count();
      if ((await over.catch(() => 0)) > 0) break;
    }
    followed += 1;
  }
  return followed;
}

/** The code of a new ticket; undefined where none is given out. */
async function takeNumber(port: number): Promise<string | undefined> {
  const answer = await post(port, { type: 'issue', service: 'shomei', by: 'kiosk' });
  const [issued] = answer.outcome === 'done' ? answer.events : [];
  return issued !== undefined && 'code' in issued ? String(issued.code) : undefined;
}
