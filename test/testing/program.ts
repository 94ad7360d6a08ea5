import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** The folder of package.json (it ends in a slash), from here or from the compiled copy of this file. */
export const root = fileURLToPath(
  new URL(import.meta.url.includes('/dist/test/') ? '../../../' : '../../', import.meta.url),
);
export const matazu = `${root}dist/cli/main.js`;

/** A program under test, as its surroundings see it. */
export interface Program {
  readonly pid: number;
  /** Everything that it said on stderr, line by line. */
  readonly lines: readonly string[];
  readonly exited: boolean;
  /** The status it ended with; null while it runs, or where a signal ended it. */
  readonly status: number | null;
  /** Resolves when a line contains this. @throws if the program ends first, with all that it said */
  says(words: string): Promise<void>;
  /** The power goes: SIGKILL. Resolves when it is gone. Idempotent. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
  ended(): Promise<void>;
}

/** Starts any program; it is killed with the stage at the latest. */
export function start(stage: Stage, command: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: stage.folder });
  const lines: string[] = [];
  let exited = false;
  const end = new Promise<void>((resolve) => {
    child.once('error', (error) => lines.push(error.message));
    child.once('close', () => {
      exited = true;
      resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface(stream).on('line', (line) => lines.push(line));
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    if (!exited) child.kill(name);
    await end;
  };
  const program: Program = {
    pid: child.pid ?? 0,
    lines,
    get exited() {
      return exited;
    },
    get status() {
      return child.exitCode;
    },
    async says(words) {
      await until(`${args.join(' ')} says "${words}"`, () => exited || lines.some((line) => line.includes(words)));
      if (!lines.some((line) => line.includes(words)))
        throw new Error(
          `${args.join(' ')} ended with ${child.exitCode} before it said "${words}":\n${lines.join('\n')}`,
        );
    },
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
    ended: () => end,
  };
  return stage.keep(program, (it) => it.kill());
}

/** Types a command of `matazu` that ends by itself: how it ended, and all that it said. */
export async function typed(stage: Stage, ...words: readonly string[]): Promise<Pick<Program, 'status' | 'lines'>> {
  const program = start(stage, process.execPath, [matazu, ...words]);
  await program.ended();
  return program;
}

/** What a role is started with: its configuration's file; or that and a clock of the test's own. */
export type Setup = string | { readonly configuration: string; readonly clock: Clock };

/** Starts a compiled role of Matazu. */
export function startMatazu(stage: Stage, role: 'hub' | 'edge' | 'check', setup: Setup): Program {
  if (!existsSync(matazu)) throw new Error(`${matazu} is missing; run \`npm run build\` (\`npm test\` does)`);
  const [configuration, options] =
    typeof setup === 'string' ? [setup, []] : [setup.configuration, ['--import', setup.clock.preload]];
  return start(stage, process.execPath, [...options, matazu, role, '--config', configuration]);
}

/** A role that can be killed and started again, the same configuration each time. */
export interface Role {
  readonly program: Program;
  /** What it said in all its lives. */
  said(): readonly string[];
  /** Starts it; resolves when it is open. */
  start(): Promise<void>;
  kill(): Promise<void>;
}

const OPEN = { hub: 'the hub is open', lead: 'the section is open', member: 'connected to the broker' } as const;

export function role(stage: Stage, kind: keyof typeof OPEN, setup: Setup): Role {
  const lives: Program[] = [];
  const current = (): Program => {
    const program = lives.at(-1);
    if (program === undefined) throw new Error(`the ${kind} was not started`);
    return program;
  };
  return {
    get program() {
      return current();
    },
    said: () => lives.flatMap(({ lines }) => lines),
    async start() {
      const program = startMatazu(stage, kind === 'hub' ? 'hub' : 'edge', setup);
      lives.push(program);
      await program.says(OPEN[kind]);
    },
    kill: () => current().kill(),
  };
}
