import { readFile } from 'node:fs/promises';
import { faultOf, HardwareFault } from '../fault.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Timers } from '../timers.ts';
import { limitMs, type Output, type Played } from './output.ts';
import type { Rendered } from './phrases.ts';

/** A speaker answers each WAVE file with ACK when it has sounded, or NAK when it could not. */
export const ACK = 0x06;
export const NAK = 0x15;

/** Sound through a speaker in the network: one connection an announcement, WAVE files one after another. */
export class NetworkOutput implements Output {
  readonly name: string;
  readonly #link: Link;
  readonly #timers: Timers;

  constructor(link: Link, timers: Timers) {
    this.name = link.name;
    this.#link = link;
    this.#timers = timers;
  }

  async play(sounds: readonly Rendered[], signal: AbortSignal): Promise<Played> {
    let connection: Connection | null = null;
    const fail = (fault: HardwareFault): Played => ({ state: 'failed', fault });
    let settle: (played: Played) => void = () => {};
    const answered = new Promise<Played>((resolve) => {
      settle = resolve;
    });
    let awaited = sounds.length;
    const receiver = {
      data: (bytes: Uint8Array): void => {
        for (const byte of bytes) {
          if (byte === ACK) awaited -= 1;
          else settle(fail(new HardwareFault('failed', this.name)));
        }
        if (awaited <= 0) settle({ state: 'played' });
      },
      closed: (fault: HardwareFault): void => settle(fail(fault)),
    };
    const stop = (): void => settle({ state: 'stopped' });
    signal.addEventListener('abort', stop, { once: true });
    const cancel = this.#timers.after(limitMs(sounds), () =>
      settle({ state: 'overdue', fault: new HardwareFault('silent', this.name) }),
    );
    try {
      connection = await this.#link.open(receiver, signal);
      for (const { file } of sounds) await connection.write(await readFile(file));
      return await answered;
    } catch (error) {
      return signal.aborted ? { state: 'stopped' } : fail(faultOf(error, this.name));
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
      await connection?.close();
    }
  }
}
