import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, outside, SIGN_WIDTH, signText, stepFrame } from './frames.ts';

function hear(bytes: Iterable<number>): unknown[] {
  let state = outside;
  const frames: unknown[] = [];
  for (const byte of bytes) {
    const step = stepFrame(state, byte);
    state = step.state;
    if (step.frame) frames.push(step.frame);
  }
  return frames;
}

const address = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
const text = fc.stringMatching(/^[ -~]{0,8}$/);

test('texts come out of frames as they went in', () => {
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      expect(hear(texts.flatMap((one) => [...encodeFrame(one)]))).toEqual(texts.map((one) => ({ text: one })));
    }),
  );
});

test('a frame for one sign of several is for no other', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 99 }), (one, to) => {
      expect(hear(encodeFrame(one, to))).toEqual([{ text: one, address: to }]);
    }),
  );
  expect(Buffer.from(encodeFrame('A012', 1)).toString('hex')).toBe('0130310241303132038f');
});

test('a frame with one wrong byte is never shown as another text, nor by another sign', () => {
  fc.assert(
    fc.property(text, address, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, to, at, flip) => {
      const bytes = encodeFrame(one, to);
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ flip;
      expect(hear(bytes)).not.toContainEqual(expect.objectContaining({ text: expect.anything() }));
    }),
  );
});

test('after any noise the second whole frame is heard at the latest', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), text, (noise, one) => {
      const frames = hear([...noise, ...encodeFrame(one), ...encodeFrame(one)]);
      expect(frames).toContainEqual({ text: one });
    }),
  );
});

test('any number becomes a text that the sign can show', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (number) => {
      expect(signText(number)).toMatch(new RegExp(`^[ -~]{0,${SIGN_WIDTH}}$`));
    }),
  );
  expect([signText('Ａ０１２'), signText('A012'), signText(null), signText('あ12')]).toEqual([
    'A012',
    'A012',
    '',
    '-12',
  ]);
});
