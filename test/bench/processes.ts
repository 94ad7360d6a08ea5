import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const STOP_MS = 5_000;

/** A process of this bench, or of the product, that speaks JSON over Node's own channel where `ask` is used. */
export interface Running {
  readonly pid: number;
  /** Sends a message and resolves with the next one that comes back. One at a time. */
  ask<T>(message: object): Promise<T>;
  stop(): Promise<void>;
}

/** One of the bench's own processes, by its file in `processes/`; resolves when it says that it is ready. */
export async function startOwn(name: string, environment: Record<string, string> = {}): Promise<Running> {
  const { running, spoke } = start([built(`./processes/${name}.js`)], environment);
  await spoke;
  return running;
}

export interface MatazuOptions {
  /** A file of `processes/` that is loaded into it first. */
  readonly preload?: string;
}

/** `matazu hub` or `matazu edge` as it is shipped; resolves with what it logs once it is open. */
export async function startMatazu(
  role: 'hub' | 'edge',
  configuration: string,
  { preload }: MatazuOptions = {},
): Promise<Running & { readonly http: number; readonly mqtt: number }> {
  const before = preload === undefined ? [] : ['--import', built(`./processes/${preload}.js`)];
  const { running, opened } = start(
    [...before, built('../../cli/main.js'), role, '--config', configuration],
    {},
    /is open"/,
  );
  const { http, mqtt } = await opened;
  return { ...running, http: Number(http), mqtt: Number(mqtt) };
}

function start(parameters: readonly string[], environment: Record<string, string>, open?: RegExp) {
  const child: ChildProcess = spawn(process.execPath, parameters, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, LOG_LEVEL: 'info', ...environment },
  });
  const { pid, stderr } = child;
  if (pid === undefined || stderr === null) throw new Error(`${parameters.join(' ')} could not be started`);
  const last: string[] = [];
  const gone = once(child, 'exit').then(() => {
    throw new Error(`${parameters.join(' ')} ended:\n${last.join('\n')}`);
  });
  gone.catch(() => undefined);
  const opened = new Promise<Record<string, unknown>>((resolve) => {
    createInterface({ input: stderr }).on('line', (line) => {
      last.push(line);
      if (last.length > 20) last.shift();
      if (open?.test(line)) resolve(JSON.parse(line) as Record<string, unknown>);
    });
  });
  const running: Running = {
    pid,
    async ask<T>(message: object) {
      const answer = once(child, 'message');
      child.send(message);
      const [told] = await Promise.race([answer, gone]);
      return told as T;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(forced);
    },
  };
  const spoke = Promise.race([once(child, 'message'), gone]);
  const isOpen = Promise.race([opened, gone]);
  for (const awaited of [spoke, isOpen]) awaited.catch(() => undefined);
  return { running, opened: isOpen, spoke };
}

/** Resident memory of a process, MB; `anonymous` is what it holds itself, without the files that it maps. */
export function memoryOf(pid: number): { readonly resident: number; readonly anonymous: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { resident: megabytes('VmRSS'), anonymous: megabytes('RssAnon') };
}

/** proc(5): processor times are told in hundredths of a second. */
const TICKS_A_SECOND = 100;
/** A process that took less of a processor than this over a look has nothing left to do. */
const AT_REST = 0.1;
const LOOK_MS = 500;
const PATIENCE_MS = 60_000;

/**
 * Resolves when a process has done what it was given and comes to rest: a hub that was flooded acknowledges at once and projects
 * what it stored for seconds after. @throws where it does not within a minute
 */
export async function atRest(pid: number): Promise<void> {
  for (let waitedMs = 0, before = processorSecondsOf(pid); waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
    await delay(LOOK_MS);
    const now = processorSecondsOf(pid);
    if (now - before < (AT_REST * LOOK_MS) / 1_000) return;
    before = now;
  }
  throw new Error(`process ${pid} did not come to rest within ${PATIENCE_MS / 1_000} s`);
}

function processorSecondsOf(pid: number): number {
  // The name in the second field may have spaces; user and system time are the 12th and 13th after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
