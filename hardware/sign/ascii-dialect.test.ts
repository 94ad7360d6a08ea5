import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { MemoryLink } from '../simulation/memory-link.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { asciiProtocol } from './ascii-protocol.ts';
import { AsciiSignSimulator } from './ascii-simulator.ts';
import { LineSign } from './line-sign.ts';

async function setup() {
  const timers = new ManualTimers();
  const simulator = new AsciiSignSimulator(5);
  const settings = { id: 'sign-1', counter: 1, refreshMs: 3000, protocol: asciiProtocol(5) };
  const sign = new LineSign(settings, new MemoryLink(simulator), testEnvironment(timers));
  onTestFinished(async () => {
    await sign.close();
    expect(timers.running).toBe(0);
  });
  await sign.open();
  await timers.pass(0);
  return { timers, simulator, sign };
}

test('a number stands at the right of its line, and nothing is a line of blanks', () => {
  const { text, encode } = asciiProtocol(4);
  expect(Buffer.from(encode(text('A12'))).toString('latin1')).toBe(' A12\r');
  expect(Buffer.from(encode(text(null))).toString('latin1')).toBe('    \r');
});

test('whatever the number, the line is as wide as the sign, printable and ended once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 16 }), (number, width) => {
      const { text, encode } = asciiProtocol(width);
      expect(Buffer.from(encode(text(number))).toString('latin1')).toMatch(new RegExp(`^[ -~]{${width}}\\r$`));
    }),
  );
});

test('a sign that answers nothing is ok while its line is there, and shows each number at once', async () => {
  const { simulator, sign, timers } = await setup();
  for (const [number, shown] of [
    ['A012', ' A012'],
    ['B003', ' B003'],
    [null, '     '],
  ] as const) {
    sign.show(number);
    await timers.pass(0);
    expect(simulator.text()).toBe(shown);
  }
  expect(sign.view()).toMatchObject({ state: 'ok', detail: null });
  expect(simulator.violations).toEqual([]);
});

test.each(['garbled', 'frozen'] as const)(
  'a sign without answers that is %s shows the number with its second refresh at the latest when it is mended',
  async (fault) => {
    const { simulator, sign, timers } = await setup();
    sign.show('A012');
    await timers.pass(0);
    simulator.setFault(fault, true);
    sign.show('A013');
    await timers.pass(10_000);
    expect([simulator.text(), sign.view().state]).toEqual([' A012', 'ok']);
    simulator.setFault(fault, false);
    await timers.pass(6000);
    expect(simulator.text()).toBe(' A013');
  },
);
