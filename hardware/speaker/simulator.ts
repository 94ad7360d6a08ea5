import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import { type Cancel, systemTimers, type Timers } from '../timers.ts';
import { ACK, NAK } from './network-output.ts';
import { lengthMs, readWave, titleOf } from './wave.ts';

/** `silent`: sounds, but answers nothing · `slow`: takes three times as long · `garbled`: answers rubbish · `broken`: its amplifier is dead, and it says so. */
const speakerFaults = ['unplugged', 'silent', 'slow', 'garbled', 'broken'] as const;
export type SpeakerFault = (typeof speakerFaults)[number];

/** One thing that was heard: from the chime to the last word. */
export interface Heard {
  /** Counted from 1. */
  readonly count: number;
  /** The words, as they stand in the files; '' for a chime alone. */
  readonly text: string;
  readonly lengthMs: number;
  /** The sounds, WAVE files. */
  readonly sounds: readonly Buffer[];
}

const RIFF_BYTES = 8;
const SLOW = 3;

/** A loudspeaker in the network (network-output.ts), byte for byte. See {@link SimulatedDevice}. */
export class SpeakerSimulator implements SimulatedDevice<SpeakerFault> {
  readonly possibleFaults = speakerFaults;
  readonly violations: string[] = [];
  readonly #timers: Timers;
  readonly #keep: number;
  readonly #faults = new FaultSet<SpeakerFault>();
  readonly #listeners = new Set<() => void>();
  readonly #heard: Heard[] = [];
  #count = 0;
  readonly #sounding = new Set<Cancel>();

  constructor(options: { readonly timers?: Timers; readonly keep?: number } = {}) {
    this.#timers = options.timers ?? systemTimers;
    this.#keep = options.keep ?? 100;
  }

  get plug() {
    return this.#faults.plug;
  }
  faults(): ReadonlySet<SpeakerFault> {
    return this.#faults.all();
  }
  setFault(fault: SpeakerFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** What was heard, oldest first: each connection that carried more than silence. */
  heard(): readonly Heard[] {
    return this.#heard;
  }
  /** Whether anything sounds now. */
  sounding(): boolean {
    return this.#sounding.size > 0;
  }
  onHeard(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(peer: Peer): Wire {
    let bytes = Buffer.alloc(0);
    let waiting: Buffer[] = [];
    let sounds: Buffer[] = [];
    let cancel: Cancel | null = null;
    const playNext = (): void => {
      const file = waiting.shift();
      if (file === undefined || cancel !== null) return;
      const wave = readWave(file);
      if (wave === null && this.violations.length < 1000) this.violations.push('a file that is no sound');
      if (wave === null || this.#faults.has('broken')) return peer.write(Uint8Array.of(NAK));
      const over = this.#timers.after(lengthMs(wave) * (this.#faults.has('slow') ? SLOW : 1), () => {
        this.#sounding.delete(over);
        cancel = null;
        sounds.push(file);
        if (!this.#faults.has('silent')) peer.write(Uint8Array.of(this.#faults.has('garbled') ? ACK ^ 0x55 : ACK));
        playNext();
      });
      cancel = over;
      this.#sounding.add(over);
    };
    return {
      data: (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        while (bytes.length >= RIFF_BYTES) {
          const size = RIFF_BYTES + bytes.readUInt32LE(4);
          if (bytes.length < size) break;
          waiting.push(bytes.subarray(0, size));
          bytes = bytes.subarray(size);
          if (cancel === null) playNext();
        }
      },
      ended: () => {
        // Whoever hangs up stops the sound.
        cancel?.();
        waiting = [];
        this.#keepHeard(sounds);
        sounds = [];
      },
    };
  }

  /** Lets go of its timers. */
  close(): void {
    for (const cancel of this.#sounding) cancel();
  }

  #keepHeard(sounds: readonly Buffer[]): void {
    const waves = sounds.flatMap((sound) => readWave(sound) ?? []);
    if (!waves.some(({ samples }) => samples.some((sample) => sample !== 0))) return;
    this.#count += 1;
    const length = waves.reduce((sum, wave) => sum + lengthMs(wave), 0);
    this.#heard.push({
      count: this.#count,
      text: sounds
        .map(titleOf)
        .filter((title) => title !== '')
        .join(' '),
      lengthMs: length,
      sounds,
    });
    if (this.#heard.length > this.#keep) this.#heard.shift();
    for (const listener of [...this.#listeners]) listener();
  }
}
