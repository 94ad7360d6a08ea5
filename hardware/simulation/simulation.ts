import type { Cancel, Timers } from '../timers.ts';
import type { SimulatedDevice } from './plug.ts';

/** What there is to see at a simulated device; each only where its kind shows such a thing. */
export interface Look {
  /** Pieces of paper, the newest first. `svg` is drawn when it is read. */
  readonly paper?: readonly {
    readonly number: string | null;
    readonly codes: readonly string[];
    readonly svg: string;
  }[];
  /** Buttons with what they ask for and their lamps. */
  readonly buttons?: readonly {
    readonly button: number;
    readonly action: string;
    readonly led: 'on' | 'off' | 'blink';
  }[];
  /** What a display shows; null is blank. */
  readonly shows?: string | null;
  /** What was heard, the newest first, each counted from 1; its sounds are WAVE files. */
  readonly said?: readonly { readonly count: number; readonly text: string; readonly sounds: readonly Uint8Array[] }[];
}

/** A simulated device with somebody before it, who sees it and lays hands on it. A hand is left out where there is none to lay. */
export interface Simulation {
  /** What carries its bytes, and breaks by name. */
  readonly simulator: SimulatedDevice;
  look(): Look;
  /** Hears each change of what can be seen. */
  onChange(listener: () => void): Cancel;
  /** A finger on a button and off again. */
  press?(button: number): void;
  /** A code under the reader. */
  scan?(code: string): void;
  /** Lets go of its timers. */
  close(): void;
}

export interface SimulationOptions {
  readonly timers: Timers;
}
