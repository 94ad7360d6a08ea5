import { testWords } from '../../protocol/queue/announcement.ts';
import { Changes } from '../changes.ts';
import type { Finding } from '../finding.ts';
import type { Timers } from '../timers.ts';
import type { Speaker } from './speaker.ts';

/** Engines on a slow machine, and four languages. */
const SAID_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Says at one of its counters that this is a test, in its languages, and whether that could be done. */
export async function sayTest(speaker: Speaker, counter: number, timers: Timers): Promise<Finding> {
  const changes = new Changes();
  speaker.announce({ id: 'test', number: 'test', counter, words: testWords, stillWanted: () => true });
  const works = (): boolean => ['ok', 'attention'].includes(speaker.view().state);
  const isOver = (): boolean => speaker.pending() === 0 || !works();
  for (let waitedMs = 0; !isOver() && waitedMs < SAID_MS; waitedMs += LOOK_EVERY_MS)
    await changes.until(isOver, { timers, timeoutMs: LOOK_EVERY_MS });
  if (speaker.pending() === 0 && works()) {
    const what = { ja: '試験の放送をしました。聞こえたか確認してください', en: 'a test was said; did you hear it?' };
    return { is: 'there', what, command: null };
  }
  const what = { ja: `放送できませんでした：${speaker.view().detail ?? ''}`, en: 'the test could not be said' };
  return { is: 'missing', what, command: null };
}
