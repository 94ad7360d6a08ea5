import type { Wave } from '../speaker/wave.ts';

/** Root mean square of the samples; full scale is 32767. */
export function loudness({ samples }: Wave): number {
  if (samples.length === 0) return 0;
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

const FRAME_SECONDS = 0.02;
const QUIET = 300;

/** What tells speech from a tone, from noise and from silence, twenty milliseconds at a time. */
export interface SpeechLikeness {
  /** Share of the frames in which there is sound. */
  readonly voicedShare: number;
  /**
   * How often the wave crosses zero, per second: the 10 % and 90 % points over the frames with sound. Vowels are low, sibilants
   * are high; a tone has one value, noise has one value.
   */
  readonly lowCrossings: number;
  readonly highCrossings: number;
}

export function speechLikeness({ rate, samples }: Wave): SpeechLikeness {
  const size = Math.floor(rate * FRAME_SECONDS);
  const crossings: number[] = [];
  let frames = 0;
  for (let at = 0; at + size <= samples.length; at += size) {
    frames += 1;
    const frame = samples.subarray(at, at + size);
    if (loudness({ rate, samples: frame }) < QUIET) continue;
    let count = 0;
    for (let i = 1; i < frame.length; i += 1) if (Math.sign(frame[i] ?? 0) !== Math.sign(frame[i - 1] ?? 0)) count += 1;
    crossings.push(count / FRAME_SECONDS);
  }
  crossings.sort((a, b) => a - b);
  const point = (share: number): number => crossings[Math.floor(crossings.length * share)] ?? 0;
  return { voicedShare: crossings.length / frames, lowCrossings: point(0.1), highCrossings: point(0.9) };
}
