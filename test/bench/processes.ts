import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
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
