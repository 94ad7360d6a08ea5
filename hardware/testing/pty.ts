import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Why pseudo-terminals cannot be had here; null where they can. */
export const ptyMissing: string | null =
  spawnSync('socat', ['-V']).status === 0 ? null : 'socat is not installed: tests at a serial port are left out';

export interface PtyPair {
  /** The port that a driver opens. */
  readonly unit: string;
  /** The other end, which the device holds. */
  readonly device: string;
  /** Pulls the cable: both ends go away. */
  remove(): Promise<void>;
}

/** Two pseudo-terminals joined by socat; resolves when both are there. `at` names the directory of a pair that comes back. */
export async function openPtyPair(at?: string): Promise<PtyPair> {
  const folder = at ?? (await mkdtemp(join(tmpdir(), 'matazu-pty-')));
  const unit = join(folder, 'unit');
  const device = join(folder, 'device');
  const socat = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${unit}`, `pty,raw,echo=0,link=${device}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => socat.once('exit', () => resolve()));
  for await (const line of createInterface(socat.stderr)) if (line.includes('starting data transfer loop')) break;
  return {
    unit,
    device,
    async remove() {
      socat.kill();
      await exited;
      if (at === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
