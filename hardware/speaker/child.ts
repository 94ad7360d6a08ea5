import { spawn } from 'node:child_process';
import type { Cancel, Timers } from '../timers.ts';

export interface ChildRun {
  readonly command: string;
  readonly args: readonly string[];
  /** Written to its standard input, UTF-8. */
  readonly input?: string;
  readonly timeoutMs: number;
  readonly timers: Timers;
  readonly signal?: AbortSignal;
}

/** How a child process ended. `missing`: there is no such program. `timeout` and `stopped`: it was killed. */
export type ChildEnd =
  | { readonly end: 'exited'; readonly code: number | null; readonly said: string }
  | { readonly end: 'missing' | 'timeout' | 'stopped' };

const SAID_BYTES = 2_000;
/** A process that the kernel holds doesn't die at once; nobody waits for it longer than this. */
const DEATH_MS = 1_000;

/**
 * Runs a program to its end, and kills it with all its children when the time is up or the signal aborts. Never rejects.
 * `said` is the end of what it wrote to its standard error.
 */
export function runChild({ command, args, input, timeoutMs, timers, signal }: ChildRun): Promise<ChildEnd> {
  if (signal?.aborted === true) return Promise.resolve({ end: 'stopped' });
  return new Promise((resolve) => {
    // A group of its own: a script's children are killed with it.
    const child = spawn(command, [...args], { detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    let killed: 'timeout' | 'stopped' | null = null;
    let cancelDeath: Cancel = () => {};
    const done = (end: ChildEnd): void => {
      cancelTimeout();
      cancelDeath();
      signal?.removeEventListener('abort', stop);
      resolve(end);
    };
    const kill = (why: 'timeout' | 'stopped'): void => {
      if (killed !== null) return;
      killed = why;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
      cancelDeath = timers.after(DEATH_MS, () => done({ end: why }));
    };
    const stop = (): void => kill('stopped');
    const cancelTimeout = timers.after(timeoutMs, () => kill('timeout'));
    signal?.addEventListener('abort', stop, { once: true });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_BYTES);
    });
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      done(missing ? { end: 'missing' } : { end: 'exited', code: null, said: error.message });
    });
    child.on('close', (code) => done(killed === null ? { end: 'exited', code, said: said.trim() } : { end: killed }));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
