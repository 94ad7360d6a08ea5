import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './program.ts';
import type { Stage } from './stage.ts';

/**
 * What stands in for systemd, which needs a machine of its own: it runs what the service files of hardware/wiring say (before a
 * start, the start, after it said READY=1 on a real NOTIFY_SOCKET, after it ended), starts anew what ended, except for its
 * configuration, and answers a `systemctl` on PATH.
 */
export interface ServiceManager {
  /** For whoever is to find `systemctl`. */
  readonly environment: NodeJS.ProcessEnv;
  /** What the services said. */
  readonly lines: readonly string[];
  /** As `systemctl restart` does: resolves with whether it became ready; what did not is tried again meanwhile. */
  restart(service: string): Promise<boolean>;
  /** Everything of it is gone at once. */
  powerCut(): Promise<void>;
}

/** The commands that it needs, or the first that is missing. */
export const missingForServices = ['socat', 'systemd-notify', 'minisign'].find(
  (command) => spawnSync('which', [command]).status !== 0,
);

/** RestartPreventExitStatus= */
const CONFIGURATION = 78;

export async function openServiceManager(stage: Stage, opt: string): Promise<ServiceManager> {
  const lines: string[] = [];
  const running = new Map<string, ChildProcess>();
  const wanted = new Set<string>();

  const lineOf = (service: string, key: string): string[] => {
    const file = readFileSync(`${root}hardware/wiring/${service}.service`, 'utf8');
    const line = new RegExp(`^${key}=[+-]*(.*)$`, 'm').exec(file)?.[1] ?? '';
    const words = line
      .replaceAll('%N', service)
      .replaceAll('/opt/', `${opt}/`)
      .replaceAll('/etc/matazu/', `${stage.folder}/`)
      .replaceAll('/usr/local/lib/matazu/', `${root}hardware/wiring/`)
      .replaceAll('/usr/bin/node', process.execPath);
    return words.split(' ').concat(line.includes('matazu-settle') ? [opt] : []);
  };
  const environment = { ...process.env, PATH: `${stage.path('bin')}:${process.env.PATH}` };
  const run = (service: string, key: string, told: NodeJS.ProcessEnv = {}): void => {
    const [command = '', ...args] = lineOf(service, key);
    lines.push(execFileSync(command, args, { encoding: 'utf8', env: { ...environment, ...told } }));
  };
  const kill = async (child: ChildProcess | undefined): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  };

  /** One start: whether it became ready. */
  async function tryToStart(service: string): Promise<boolean> {
    run(service, 'ExecStartPre');
    const socket = stage.path(`notify-${service}-${Math.random()}`);
    const ear = spawn('socat', ['-u', `UNIX-RECV:${socket}`, '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
    while (!existsSync(socket)) await delay(5);
    const [command = '', ...args] = lineOf(service, 'ExecStart');
    const child = spawn(command, args, { cwd: stage.folder, env: { ...process.env, NOTIFY_SOCKET: socket } });
    running.set(service, child);
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line));
    const ready = await new Promise<boolean>((resolve) => {
      ear.stdout.on('data', (bytes: Buffer) => {
        if (bytes.includes('READY=1')) resolve(true);
      });
      child.once('close', () => resolve(false));
    });
    ear.kill();
    if (ready) run(service, 'ExecStartPost');
    else run(service, 'ExecStopPost', { EXIT_STATUS: String(child.exitCode) });
    return ready;
  }

  // One start at a time, as systemd has one job of a service.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(does: () => Promise<T>): Promise<T> {
    const done = turn.then(does);
    turn = done.catch(() => undefined);
    return done;
  }
  const restart = (service: string): Promise<boolean> =>
    inTurn(async () => {
      wanted.add(service);
      await kill(running.get(service));
      return tryAndTryAgain(service);
    });
  /** Restart=always */
  async function tryAndTryAgain(service: string): Promise<boolean> {
    const ready = await tryToStart(service);
    const failed = running.get(service);
    if (!ready && failed?.exitCode !== CONFIGURATION)
      void inTurn(async () => {
        if (wanted.has(service) && running.get(service) === failed) await tryAndTryAgain(service);
      });
    return ready;
  }

  await answer(stage, restart);
  const powerCut = async (): Promise<void> => {
    wanted.clear();
    for (const child of running.values()) await kill(child);
    await turn;
    for (const child of running.values()) await kill(child);
    running.clear();
  };
  stage.keep(powerCut, (cut) => cut());
  return { environment, lines, restart, powerCut };
}

/** A `systemctl` in the stage's `bin`: tells what the service files say, and asks to start a service anew. */
async function answer(stage: Stage, restart: (service: string) => Promise<boolean>): Promise<void> {
  const bin = stage.path('bin');
  const asked = stage.path('systemctl.sock');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'systemctl'),
    `#!/bin/sh
for service; do :; done
case "$1 $2" in
  show*)
    echo UnitFileState=enabled
    sed -n 's,^\\(Exec[A-Za-z]*\\)=[+-]*/usr/local/lib/matazu/\\([^ ]*\\) .*,\\1={ path=${root}hardware/wiring/\\2 ; },p' ${root}hardware/wiring/$service.service
    ;;
  'restart --no-block') echo "$service" | socat -u - UNIX-CONNECT:${asked} ;;
  restart*) [ "$(echo "$service" | socat -t 120 - UNIX-CONNECT:${asked})" = ready ] ;;
esac
`,
  );
  chmodSync(join(bin, 'systemctl'), 0o755);
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.once('data', (bytes) =>
      restart(`${bytes}`.trim()).then(
        (ready) => socket.end(ready ? 'ready' : 'failed'),
        () => socket.end('failed'),
      ),
    );
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(asked, resolve));
  stage.keep(server, (it) => it.close());
}
