import type { Wave } from './wave.ts';

/** Notes, hertz. */
const NOTES = {
  'ding-dong': [783.99, 659.25],
  rising: [523.25, 659.25, 783.99],
} as const;
export type ChimeName = keyof typeof NOTES;

const RATE = 22_050;
const BETWEEN_SECONDS = 0.45;
const LAST_SECONDS = 1.1;
/** How fast a note dies away, per second. */
const DECAY = 4;
const RISE_SECONDS = 0.01;

/** The chime before an announcement, as a struck bell: a note, its octave, dying away. Pure. */
export function chime(name: ChimeName): Wave {
  const notes = NOTES[name];
  const samples = new Int16Array(Math.round(RATE * (BETWEEN_SECONDS * (notes.length - 1) + LAST_SECONDS)));
  for (let i = 0; i < samples.length; i += 1) {
    const sum = notes.reduce((all, hertz, n) => all + struck(hertz, i / RATE - n * BETWEEN_SECONDS), 0);
    // Two notes sound at once at most: half of full scale each.
    samples[i] = Math.round(sum * 16_000);
  }
  return { rate: RATE, samples };
}

function struck(hertz: number, seconds: number): number {
  if (seconds < 0) return 0;
  const loudness = Math.min(1, seconds / RISE_SECONDS) * Math.exp(-DECAY * seconds);
  const turns = 2 * Math.PI * hertz * seconds;
  return loudness * (0.8 * Math.sin(turns) + 0.2 * Math.sin(2 * turns));
}

/** A tenth of a second of nothing: what is played to learn whether a speaker is there. */
export const silence: Wave = { rate: RATE, samples: new Int16Array(RATE / 10) };
