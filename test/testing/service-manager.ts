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
 * start, the start, after it said READY=1 on a real NOTIFY_SOCKET), starts anew what ended, and answers a `systemctl` on PATH.
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
  const run = (service: string, key: string): void => {
    const [command = '', ...args] = lineOf(service, key);
    lines.push(execFileSync(command, args, { encoding: 'utf8' }));
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
    return ready;
  }

  async function restart(service: string): Promise<boolean> {
    wanted.add(service);
    await kill(running.get(service));
    const ready = await tryToStart(service);
    // Restart=always
    if (!ready) void again(service, running.get(service));
    return ready;
  }
  async function again(service: string, failed: ChildProcess | undefined): Promise<void> {
    while (wanted.has(service) && running.get(service) === failed) {
      if (await tryToStart(service)) return;
      failed = running.get(service);
    }
  }

  const bin = stage.path('bin');
  const asked = stage.path('systemctl.sock');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'systemctl'),
    `#!/bin/sh\n[ "$1" = restart ] || exit 0\n[ "$(echo "$2" | socat -t 120 - UNIX-CONNECT:${asked})" = ready ]\n`,
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
  const powerCut = async (): Promise<void> => {
    wanted.clear();
    for (const child of running.values()) await kill(child);
    running.clear();
  };
  stage.keep(server, (it) => it.close());
  stage.keep(powerCut, (cut) => cut());
  return { environment: { ...process.env, PATH: `${bin}:${process.env.PATH}` }, lines, restart, powerCut };
}
