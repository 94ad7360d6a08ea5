import { renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Stage } from './stage.ts';

/** A wall clock that stands where a test sets it, for the processes that are started under it. */
export interface Clock {
  /** What Node.js is to import first. */
  readonly preload: string;
  readonly now: number;
  /** Moves it, forwards or back, milliseconds since 1970. What the process measures by (`performance.now`) goes forwards with it. */
  set(at: number): void;
}

/**
 * It takes the place of the operating system's clock and of nothing else: timers go on as ever. Two processes under one clock
 * tell the same at the same instant, to the last digit.
 */
export function setClock(stage: Stage, at: number): Clock {
  const [file, module] = [stage.path('clock'), stage.path('clock.mjs')];
  let now = at;
  const set = (at: number): void => {
    now = at;
    writeFileSync(`${file}.new`, String(at));
    renameSync(`${file}.new`, file);
  };
  set(at);
  writeFileSync(
    module,
    `import { readFileSync } from 'node:fs';
     const now = () => Number(readFileSync(${JSON.stringify(file)}, 'utf8'));
     const real = performance.now.bind(performance);
     const started = now();
     let aheadMs = 0;
     Date.now = now;
     performance.now = () => real() + (aheadMs = Math.max(aheadMs, now() - started));`,
  );
  return {
    preload: pathToFileURL(module).href,
    get now() {
      return now;
    },
    set,
  };
}
