import { afterEach, beforeEach, expect, it } from 'vitest';
import { post } from '../testing/http.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { type AttackedWard, issue, openWard, S } from './ward.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Sends a command so many times, twenty at a time, and gives back how many were done. */
async function flood({ shimin }: AttackedWard, command: object, times: number): Promise<number> {
  let done = 0;
  for (let sent = 0; sent < times; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(shimin.httpPort, command)));
    done += answers.filter(({ outcome }) => outcome === 'done').length;
  }
  return done;
}

it('a stranger at a kiosk’s address uses up neither numbers nor paper, and nobody else is refused for it', async () => {
  const ward = await openWard(stage);
  expect(await flood(ward, { type: 'issue', service: 'shomei' }, 100)).toBeLessThanOrEqual(20);
  const wire = await listen(stage, ward.shimin.lanPort);
  const command = { type: 'issue', service: 'shomei', by: 'kiosk' };
  for (let i = 0; i < 40; i += 1)
    await wire.publish(`${S}/commands`, { id: `x${i}`, expiresAt: Date.now() + 60_000, command });
  await until('all were answered', () => wire.seen.filter(({ read }) => read?.channel === 'replies').length === 40);
  expect(ward.shimin.view().tickets.length).toBeLessThanOrEqual(40);
  expect(issue(ward.shimin, 'shomei')).toMatch(/^A0/);
});

it('a stranger who declares a level without end fills no log', async () => {
  const ward = await openWard(stage);
  expect(await flood(ward, { type: 'declare-level', level: 'packed' }, 100)).toBe(1);
  issue(ward.shimin, 'shomei');
  await until('a new ticket is counted', async () => (await ward.waiting('shimin')) === 1);
});
