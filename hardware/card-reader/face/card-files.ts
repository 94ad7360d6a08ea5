import { commands } from '../../links/apdu-gate.ts';
import type { CardChannel } from '../../links/card-link.ts';
import { statusOf } from '../../links/gated-channel.ts';
import type { FaceRefusal } from './face.ts';

/** Ends a reading with its outcome. */
export class Refused extends Error {
  readonly refusal: FaceRefusal;

  constructor(refusal: FaceRefusal) {
    super(refusal.state);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}

const OK = 0x9000;
/** More than any of these files has; what goes on is none of them. */
const FILE_MAX_BYTES = 4_096;
const CHUNK_BYTES = 256;

/** The files of one card, and every byte that came from them, to be wiped. */
export class CardFiles {
  readonly #card: CardChannel;
  readonly #read: Uint8Array[] = [];

  constructor(card: CardChannel) {
    this.#card = card;
  }

  async select(command: Uint8Array, otherwise: FaceRefusal): Promise<void> {
    if (statusOf(await this.#transmit(command)) !== OK) throw new Refused(otherwise);
  }

  /** Asks how many tries the selected key has left, and uses one of them only if it is not the last. */
  async verify(digits: Uint8Array): Promise<void> {
    const left = triesOf(statusOf(await this.#transmit(commands.triesLeft)));
    if (left === null) throw new Refused({ state: 'unreadable' });
    if (left === 0) throw new Refused({ state: 'blocked' });
    if (left === 1) throw new Refused({ state: 'last-try' });
    const command = Uint8Array.of(...commands.triesLeft, digits.length, ...digits);
    this.#read.push(command);
    const status = statusOf(await this.#transmit(command));
    if (status === OK) return;
    const triesLeft = triesOf(status);
    if (triesLeft === null) throw new Refused({ state: 'unreadable' });
    throw new Refused(triesLeft === 0 ? { state: 'blocked' } : { state: 'wrong-number', triesLeft });
  }

  /** The whole of the selected file. */
  async read(): Promise<Uint8Array> {
    const whole = new Uint8Array(FILE_MAX_BYTES);
    this.#read.push(whole);
    for (let at = 0; at < FILE_MAX_BYTES; at += CHUNK_BYTES) {
      const answer = await this.#transmit(Uint8Array.of(0x00, 0xb0, at >> 8, at & 0xff, 0));
      const status = statusOf(answer);
      const data = answer.subarray(0, -2);
      // 6B00: the file ended with the last chunk. 6282: it ends within this one.
      const isOver = status === 0x6b00 || status === 0x6282;
      if ((status !== OK && !isOver) || data.length > CHUNK_BYTES) throw new Refused({ state: 'unreadable' });
      whole.set(data, at);
      if (isOver || data.length < CHUNK_BYTES) return whole.subarray(0, at + data.length);
    }
    throw new Refused({ state: 'unreadable' });
  }

  wipe(): void {
    for (const bytes of this.#read.splice(0)) bytes.fill(0);
  }

  async #transmit(command: Uint8Array): Promise<Uint8Array> {
    try {
      const answer = await this.#card.transmit(command);
      this.#read.push(answer);
      return answer;
    } catch (error) {
      if (this.#card.gone.aborted) throw new Refused({ state: 'taken-away' });
      const isLost = error instanceof Error && 'code' in error && error.code === 'lost';
      throw new Refused({ state: isLost ? 'taken-away' : 'unreadable' });
    }
  }
}

/** 63 Cx: x tries left. 6983, 6984: blocked. Null for what says nothing of tries. */
function triesOf(status: number): number | null {
  if (status === 0x6983 || status === 0x6984) return 0;
  return (status & 0xfff0) === 0x63c0 ? status & 0x0f : null;
}
