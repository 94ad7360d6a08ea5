import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayAt } from '../../protocol/ground/calendar.ts';
import { post } from '../testing/http.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { issue, openWard, S } from './ward.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

it('a stranger who opens a day of another year empties no queue, and today goes on, also after a restart', async () => {
  const ward = await openWard(stage);
  for (let i = 0; i < 3; i += 1) issue(ward.shimin, 'shomei');
  await until('they are counted', async () => (await ward.waiting('shimin')) === 3);
  const tomorrow = dayAt(Date.now() + 36 * 3_600_000, 'Asia/Tokyo');
  const days = ['9999-12-31', '9999-99-99', '1970-01-01', tomorrow];
  for (const day of days)
    expect(await post(ward.shimin.httpPort, { type: 'open-day', day })).toMatchObject({ outcome: 'refused' });
  const wire = await listen(stage, ward.shimin.lanPort);
  for (const [i, day] of days.entries())
    await wire.publish(`${S}/commands`, {
      id: `x${i}`,
      expiresAt: Date.now() + 60_000,
      command: { type: 'open-day', day },
    });
  const replies = () => wire.seen.flatMap(({ read }) => (read?.channel === 'replies' ? [read.message] : []));
  await until('all were answered', () => replies().length === days.length);
  expect(replies().filter((reply) => 'events' in reply)).toEqual([]);
  await ward.restart();
  expect(issue(ward.shimin, 'shomei')).toBe('A004');
  await until('they are counted', async () => (await ward.waiting('shimin')) === 4);
});
