import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noLine, stepLine } from './lines.ts';

function read(text: string, limitBytes = 64): unknown[] {
  let state = noLine;
  const lines: unknown[] = [];
  for (const byte of Buffer.from(text, 'latin1')) {
    const step = stepLine(state, byte, limitBytes);
    state = step.state;
    if (step.line !== null) lines.push(step.line);
  }
  return lines;
}

test('lines come out as they were sent, with any terminators between them', () => {
  const line = fc.stringMatching(/^[ -~]{1,64}$/);
  const end = fc.constantFrom('\r', '\n', '\r\n', '\n\n\r');
  fc.assert(
    fc.property(fc.array(fc.tuple(line, end)), (sent) => {
      expect(read(sent.flat().join(''))).toEqual(sent.map(([text]) => text));
    }),
  );
});

test('what never ends is told every so many bytes; of a line that is too long no more than its end is kept', () => {
  const told = read(`${'x'.repeat(130)}press 1\npress 2\n`, 32);
  const tooLong = { broken: 'too-long' };
  expect(told).toEqual([
    tooLong,
    tooLong,
    tooLong,
    tooLong,
    { broken: 'ended', last: `${'x'.repeat(25)}press 1` },
    'press 2',
  ]);
});
