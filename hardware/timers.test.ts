import { expect, test } from 'vitest';
import { systemTimers } from './timers.ts';

/** By how much each of many timers ran before it was due, milliseconds; 0 where it did not. */
const earlyBy = (delays: readonly number[]): Promise<number[]> =>
  Promise.all(
    delays.map((delayMs) => {
      const dueMs = systemTimers.elapsedMs() + delayMs;
      return new Promise<number>((resolve) =>
        systemTimers.after(delayMs, () => resolve(Math.max(0, dueMs - systemTimers.elapsedMs()))),
      );
    }),
  );

test('none runs before it is due, whatever part of a millisecond it was given and however long the loop was busy', async () => {
  const delays = Array.from({ length: 200 }, (_none, number) => 5 + number / 7);
  const early = earlyBy(delays);
  const busyUntilMs = performance.now() + 3;
  while (performance.now() < busyUntilMs);
  expect(Math.max(...(await early), ...(await earlyBy(delays)))).toBe(0);
});

test('one that was cancelled does not run, and cancelling again does nothing', async () => {
  let ran = false;
  const cancel = systemTimers.after(1.5, () => {
    ran = true;
  });
  cancel();
  cancel();
  await new Promise<void>((resolve) => systemTimers.after(10, resolve));
  expect(ran).toBe(false);
});
