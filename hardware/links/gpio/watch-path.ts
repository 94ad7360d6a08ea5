import { access } from 'node:fs/promises';
import type { Cancel, Timers } from '../../timers.ts';

/** How often it is looked whether a chip is still there: neither interface of the kernel tells those who only listen. */
const LOOK_EVERY_MS = 2000;

/** Calls `gone` once when a path is no more. */
export function watchPath(path: string, timers: Timers, gone: () => void): Cancel {
  let cancel: Cancel = () => {};
  let stopped = false;
  const look = (): void => {
    access(path).then(
      () => again(),
      () => {
        if (!stopped) gone();
        stopped = true;
      },
    );
  };
  const again = (): void => {
    if (!stopped) cancel = timers.after(LOOK_EVERY_MS, look);
  };
  again();
  return () => {
    stopped = true;
    cancel();
  };
}
