import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualTimers } from '../hardware/testing/manual-timers.ts';
import { tellService } from './service-notice.ts';

const missing = ['socat -V', 'systemd-notify --version'].find((line) => {
  const [command = '', ...options] = line.split(' ');
  return spawnSync(command, options).status !== 0;
});
if (missing !== undefined)
  process.stderr.write(`${missing} does not run (apt-get install socat systemd): systemd's socket is not tested\n`);

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const clean of cleanup.splice(0).reverse()) clean();
});

/** A service manager's ear: a real datagram socket. */
async function setup({ watchdog = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-notify-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const socket = join(folder, 'notify');
  const socat = spawn('socat', ['-u', `UNIX-RECV:${socket}`, '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanup.push(() => socat.kill());
  let said = '';
  socat.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  await vi.waitFor(() => expect(existsSync(socket)).toBe(true), { timeout: 15_000 });
  const timers = new ManualTimers();
  const state = { wedged: false };
  const errors: string[] = [];
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: object, words: string) => errors.push(words),
  };
  const { PATH } = process.env;
  const environment = { PATH, NOTIFY_SOCKET: socket, ...(watchdog ? { WATCHDOG_USEC: '30000000' } : {}) };
  const service = tellService({ environment, timers, logger });
  const ready = (): void => service.ready(() => state.wedged);
  const heard = (words: string, times: number) =>
    vi.waitFor(() => expect(said.split(words).length - 1).toBe(times), { timeout: 15_000 });
  return { ...service, ready, timers, state, errors, heard };
}

describe.skipIf(missing !== undefined)('a service manager', () => {
  it('hears that the unit is ready, that it is alive thrice within its watchdog’s time', async () => {
    const { ready, end, timers, heard, errors } = await setup();
    ready();
    await heard('READY=1', 1);
    for (const times of [1, 2, 3]) {
      await timers.pass(10_000);
      await heard('WATCHDOG=1', times);
    }
    end();
    expect(timers.running).toBe(0);
    expect(errors).toEqual([]);
  });

  it('is asked for more time again and again while a hub reads what it has kept, until it is ready', async () => {
    const { ready, timers, heard } = await setup();
    for (const times of [1, 2]) {
      await timers.pass(20_000);
      await heard('EXTEND_TIMEOUT_USEC=60000000', times);
    }
    ready();
    await heard('READY=1', 1);
    await timers.pass(20_000);
    await heard('WATCHDOG=1', 2);
    await heard('EXTEND_TIMEOUT_USEC', 2);
  });

  it('hears nothing of a unit whose disk refuses what it writes, until it takes it again', async () => {
    const { ready, timers, state, heard, errors } = await setup();
    ready();
    state.wedged = true;
    await timers.pass(60_000);
    expect(errors).toEqual([expect.stringContaining('watchdog')]);
    state.wedged = false;
    await timers.pass(10_000);
    await heard('WATCHDOG=1', 1);
  });

  it('without a watchdog hears no more than that the unit is ready', async () => {
    const { ready, timers, heard } = await setup({ watchdog: false });
    ready();
    await heard('READY=1', 1);
    expect(timers.running).toBe(0);
  });
});

it('is missed where systemd-notify is missing, and where no service manager is, nobody is told', async () => {
  const timers = new ManualTimers();
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  tellService({ environment: { PATH: '/nowhere' }, timers, logger }).ready(() => false);
  expect(timers.running).toBe(0);
  const environment = { PATH: '/nowhere', NOTIFY_SOCKET: '/nowhere/notify' };
  tellService({ environment, timers, logger }).ready(() => false);
  await vi.waitFor(() => expect(logger.error).toHaveBeenCalledOnce(), { timeout: 15_000 });
  expect(logger.error.mock.calls).toMatchObject([[{}, expect.stringContaining('install systemd')]]);
});
