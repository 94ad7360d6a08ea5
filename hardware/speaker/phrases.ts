import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Phrase } from '../../protocol/queue/announcement.ts';
import type { Timers } from '../timers.ts';
import { runChild } from './child.ts';
import type { Engine } from './engines.ts';
import { atVolume, HEADER_BYTES, lengthByHeader, lengthMs, readWave, type Wave, writeWave } from './wave.ts';

export interface PhrasesOptions {
  readonly folder: string;
  readonly maxBytes: number;
  readonly volumePercent: number;
  readonly rate: number;
  readonly timers: Timers;
}

/** A rendered phrase, ready for a player. */
export interface Rendered {
  readonly file: string;
  readonly lengthMs: number;
}

/** A phrase takes a quarter of a second here and a few on a Pi; an engine that takes longer hangs. */
const RENDER_TIMEOUT_MS = 15_000;
const HALF_MS = 3_600_000;

/**
 * Phrases as sound files: each is rendered once and then kept in a folder, in which the least recently used make room.
 * One engine runs at a time. What was rendered before a restart is still there after it.
 */
export class Phrases {
  readonly #options: PhrasesOptions;
  readonly #folder: string;
  /** Bytes by name, least recently used first. */
  readonly #sizes = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<Rendered>>();
  readonly #stop = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();
  /** How often an engine was run. */
  rendered = 0;

  constructor(options: PhrasesOptions) {
    this.#options = options;
    this.#folder = resolve(options.folder);
  }

  /** Learns what is kept. @throws the file system's error where the folder can't be had */
  open(): Promise<void> {
    const learning = this.#learn();
    this.#turn = learning.catch(() => undefined);
    return learning;
  }

  async #learn(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const found: { name: string; size: number; usedMs: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const { size, mtimeMs } = await stat(join(this.#folder, name));
      // What a power cut left half-written; a younger one is another unit's work.
      if (name.endsWith('.half') && Date.now() - mtimeMs > HALF_MS) await rm(join(this.#folder, name), { force: true });
      if (!name.endsWith('.wav')) continue;
      found.push({ name, size, usedMs: mtimeMs });
    }
    for (const { name, size } of found.sort((a, b) => a.usedMs - b.usedMs)) this.#sizes.set(name, size);
  }

  /** @throws an error that says how the engine failed */
  phrase(engine: Engine, phrase: Phrase): Promise<Rendered> {
    const { volumePercent, rate } = this.#options;
    const key = [engine.name, engine.voice, rate, volumePercent, phrase.text, phrase.spoken].join('\n');
    return this.#kept(key, phrase.text, () => this.#render(engine, phrase));
  }

  /** A sound of our own. */
  sound(name: string, wave: Wave): Promise<Rendered> {
    const key = ['sound', name, this.#options.volumePercent].join('\n');
    return this.#kept(key, '', async () => wave);
  }

  /** Kills the engine that runs. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#turn;
  }

  #kept(key: string, title: string, make: () => Promise<Wave>): Promise<Rendered> {
    const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.wav`;
    const before = this.#underWay.get(name);
    if (before !== undefined) return before;
    const rendered = this.#find(name)
      .then((found) => found ?? this.#inTurn(() => this.#make(name, title, make)))
      .finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, rendered);
    return rendered;
  }

  async #find(name: string): Promise<Rendered | null> {
    const size = this.#sizes.get(name);
    if (size === undefined) return null;
    this.#sizes.delete(name);
    const file = join(this.#folder, name);
    try {
      const sounds = await lengthAt(file);
      if (sounds === null) return null;
      const now = new Date();
      await utimes(file, now, now);
      this.#sizes.set(name, size);
      return { file, lengthMs: sounds };
    } catch {
      // Somebody cleaned up: it is rendered again.
      return null;
    }
  }

  async #make(name: string, title: string, make: () => Promise<Wave>): Promise<Rendered> {
    const wave = atVolume(await make(), this.#options.volumePercent);
    const bytes = writeWave(wave, title);
    const file = join(this.#folder, name);
    const half = join(this.#folder, `${randomUUID()}.half`);
    await writeFile(half, bytes);
    await rename(half, file);
    this.#sizes.set(name, bytes.length);
    await this.#makeRoom(name);
    return { file, lengthMs: lengthMs(wave) };
  }

  async #render(engine: Engine, phrase: Phrase): Promise<Wave> {
    const { rate, timers } = this.#options;
    const file = join(this.#folder, `${randomUUID()}.half`);
    this.rendered += 1;
    try {
      const { args, input } = engine.run(phrase, rate, file);
      const { signal } = this.#stop;
      const end = await runChild({ command: engine.name, args, input, timeoutMs: RENDER_TIMEOUT_MS, timers, signal });
      if (end.end !== 'exited') throw new Error(`${engine.name}: ${end.end}`);
      const wave = await access(file).then(
        () => readFile(file).then(readWave),
        () => null,
      );
      if (wave === null || wave.samples.every((sample) => sample === 0))
        throw new Error(`${engine.name} (status ${end.code ?? 'unknown'}) rendered no sound: ${end.said}`);
      return wave;
    } finally {
      await rm(file, { force: true });
    }
  }

  async #makeRoom(newest: string): Promise<void> {
    let bytes = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const [name, size] of [...this.#sizes]) {
      if (bytes <= this.#options.maxBytes || name === newest) return;
      this.#sizes.delete(name);
      bytes -= size;
      await rm(join(this.#folder, name), { force: true });
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Milliseconds, by the file's header; null for a file that is broken. @throws the file system's error */
async function lengthAt(file: string): Promise<number | null> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return lengthByHeader(buffer.subarray(0, bytesRead), (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}
