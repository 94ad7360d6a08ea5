import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochAt } from '../../protocol/queue/epochs.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type AttackedWard, H, issue, live, openWard, type Stranger, stranger } from './ward.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const MB = 1024 * 1024;
/** What a section may have stored at once, and as much again for what the database takes beside it. */
const ROOM = 2 * 16 * MB;

/** What a hub's store takes on the disk, bytes. */
const storeBytes = (): number =>
  readdirSync(stage.path('hub')).reduce((sum, file) => sum + statSync(join(stage.path('hub'), file)).size, 0);

/** Events of a type that no version knows, in a run that the hub can only take for the next: each begins an epoch a second after the last. */
function filler({ publish }: Stranger) {
  let epoch = epochAt(Date.now() + 3_600_000);
  return (events: number, letters: number): Promise<void> => {
    epoch += 1_000_000;
    const event = { type: 'zz', at: 1, x: 'x'.repeat(letters) };
    return publish(`${H}/events`, { unit: 'u', epoch, first: 1, events: Array(events).fill(event) });
  };
}

/** A new ticket of the section that is flooded reaches the public view, and is acknowledged. */
async function shows(ward: AttackedWard, waiting: number): Promise<void> {
  issue(ward.hoken, 'kokuho');
  await until(`the public sees ${waiting} wait`, async () => (await ward.waiting('hoken')) === waiting);
  await until('it is acknowledged', () => ward.hoken.view().hub.pending === 0);
}

describe('a stranger fills no disk of a hub', () => {
  it.each([
    ['huge events', 4, 120_000],
    ['events that are as long as any may be', 60, 8_000],
  ])('as a section that it knows, by %s, and holds up nobody in it', async (_, events, letters) => {
    const ward = await openWard(stage);
    const fill = filler(await stranger(stage, ward.hub.mqttPort));
    for (let sent = 0; sent < 100; sent += 1) await fill(events, letters);
    await shows(ward, 1);
    expect(storeBytes()).toBeLessThan(ROOM);
    expect(JSON.stringify(ward.logged)).toMatch(/is too long|faster than it is stored/);
  });

  it('nor keeps the section’s own events out for good: they are late, said to be, and whole', async () => {
    let now = Date.now();
    const ward = await openWard(stage, { now: () => now });
    const fill = filler(await stranger(stage, ward.hub.mqttPort));
    // Until not even a small event has room; while the clock stands still, none comes back.
    for (const [times, events, letters] of [
      [40, 60, 8_000],
      [12, 6, 8_000],
      [12, 1, 4_000],
      [60, 1, 1],
    ] as const)
      for (let sent = 0; sent < times; sent += 1) await fill(events, letters);
    issue(ward.hoken, 'kokuho');
    await until('the section is not said to be live', async () => !(await live(ward, 'hoken')));
    now += 60_000;
    await until('what was late is public', async () => (await ward.waiting('hoken')) === 1);
    await until('it is acknowledged', () => ward.hoken.view().hub.pending === 0);
  });
});
