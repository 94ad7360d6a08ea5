import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loudness } from '../testing/sound.ts';
import { chime } from './chime.ts';
import { atVolume, lengthByHeader, lengthMs, readWave, titleOf, writeWave } from './wave.ts';

describe('a WAVE file', () => {
  it('holds the sound and the words that it was written with', () => {
    const samples = fc.int16Array({ maxLength: 500 });
    fc.assert(
      fc.property(
        samples,
        fc.integer({ min: 8_000, max: 48_000 }),
        fc.string({ maxLength: 60 }),
        (sound, rate, title) => {
          const file = writeWave({ rate, samples: sound }, title);
          expect(readWave(file)).toEqual({ rate, samples: sound });
          expect(lengthByHeader(file, file.length)).toBeCloseTo((sound.length / rate) * 1000);
          expect(lengthByHeader(file, file.length - 1)).toBeNull();
          expect(titleOf(file)).toBe(title.replace(/\0+$/, ''));
          expect(file.readUInt32LE(4) + 8).toBe(file.length);
        },
      ),
    );
  });

  it('that is none, or is cut short, breaks nothing', () => {
    const whole = writeWave(chime('rising'), 'A012番');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: whole.length }), (bytes, cut) => {
        readWave(Buffer.from(bytes));
        readWave(whole.subarray(0, cut));
        readWave(Buffer.concat([whole.subarray(0, 20), bytes]));
        titleOf(Buffer.from(bytes));
        titleOf(whole.subarray(0, cut));
      }),
    );
  });
});

describe('volume', () => {
  it.each([100, 50, 10])('of %i percent is where the loudest moment is', (percent) => {
    const loud = atVolume(chime('ding-dong'), percent);
    const peak = Math.max(...loud.samples.map(Math.abs));
    expect(peak).toBeGreaterThan(percent * 327);
    expect(peak).toBeLessThanOrEqual(percent * 327.68 + 1);
  });

  it('halved is half as loud, and silence stays silence', () => {
    const sound = chime('ding-dong');
    expect(loudness(atVolume(sound, 40)) / loudness(atVolume(sound, 80))).toBeCloseTo(0.5, 2);
    expect(loudness(atVolume({ rate: 8000, samples: new Int16Array(100) }, 80))).toBe(0);
  });
});

it.each(['ding-dong', 'rising'] as const)('the chime %s is heard, is short, and dies away', (name) => {
  const sound = chime(name);
  expect(lengthMs(sound)).toBeGreaterThan(1_000);
  expect(lengthMs(sound)).toBeLessThan(2_500);
  expect(loudness(sound)).toBeGreaterThan(1_000);
  expect(Math.abs(sound.samples.at(-1) ?? 0)).toBeLessThan(600);
});
