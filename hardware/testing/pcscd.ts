import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const FOLDER = '/run/pcscd';
const SOCKET = `${FOLDER}/pcscd.comm`;
const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** A name of the kernel's own; pcscd is one a machine, so one test file a time has it. */
const LOCK = '\0matazu-test-pcscd';

/** Why pcscd with virtual readers can't be had here; null where it can. */
export const pcscdMissing: string | null = missing();

function missing(): string | null {
  const without = (what: string): string => `${what}: tests with cards on pcscd are left out`;
  if (spawnSync('pcscd', ['--version']).status !== 0) return without('pcscd is not installed');
  if (!existsSync('/etc/reader.conf.d/vpcd')) return without('vsmartcard-vpcd is not installed');
  if (!existsSync(here('node_modules/@pokusew/pcsclite/build/Release/pcsclite.node')))
    return without('nfc-pcsc is not built (it needs libpcsclite-dev)');
  if (!existsSync(here('dist/hardware/links/pcsc-host.js'))) return without('the build is missing (npm run build)');
  if (spawnSync('pgrep', ['-x', 'pcscd']).status === 0 && !existsSync(`${FOLDER}/matazu-test`))
    return without('another pcscd runs (sudo systemctl stop pcscd.socket pcscd)');
  return null;
}

export interface Pcscd {
  start(): Promise<void>;
  /** Ends it at once, as a crash does. Idempotent. */
  kill(): Promise<void>;
  /** Stops it in its tracks: it holds its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it and lets the next test file have it. */
  close(): Promise<void>;
}

/** Waits for its turn, then starts pcscd. */
export async function openPcscd(): Promise<Pcscd> {
  const release = await takeTurn();
  let daemon: ChildProcess | null = null;
  let exited: Promise<void> = Promise.resolve();
  const kill = async (): Promise<void> => {
    daemon?.kill('SIGKILL');
    await exited;
    daemon = null;
    await Promise.all([rm(SOCKET, { force: true }), rm(`${FOLDER}/pcscd.pid`, { force: true })]);
  };
  const pcscd: Pcscd = {
    async start() {
      const polkit = spawnSync('pcscd', ['--help']).stdout.includes('--disable-polkit');
      const child = spawn('pcscd', ['--foreground', ...(polkit ? ['--disable-polkit'] : [])], { stdio: 'ignore' });
      daemon = child;
      exited = new Promise((resolve) => child.once('exit', () => resolve()));
      while (!(await answers())) {
        if (child.exitCode !== null)
          throw new Error(`pcscd ended with ${child.exitCode}; may this user write ${FOLDER}?`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    kill,
    freeze: () => void daemon?.kill('SIGSTOP'),
    thaw: () => void daemon?.kill('SIGCONT'),
    async close() {
      await kill();
      release();
    },
  };
  await pcscd.start();
  return pcscd;
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(SOCKET, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function takeTurn(): Promise<() => void> {
  for (;;) {
    const server = createServer();
    const mine = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(LOCK, () => resolve(true));
    });
    if (mine) return () => server.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
