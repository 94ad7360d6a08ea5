import fc from 'fast-check';
import { transform } from 'receiptline';
import { expect, test } from 'vitest';
import { aPaper, aTicket } from '../testing/tickets.ts';
import { PrinterSimulator } from './simulator.ts';
import { ticketBytes } from './ticket-layout.ts';

function setup() {
  const simulator = new PrinterSimulator();
  const answers: number[] = [];
  let ended = false;
  const wire = simulator.connect({
    write: (bytes) => answers.push(...bytes),
    end: () => {
      ended = true;
    },
  });
  const send = (...bytes: number[]): void => wire.data(Uint8Array.from(bytes));
  return { simulator, wire, answers, send, hasEnded: () => ended };
}

test('the paper is the same however the bytes are cut into chunks', () => {
  const { bytes } = ticketBytes(aTicket(), aPaper());
  const whole = setup();
  whole.wire.data(bytes);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 }), (cuts) => {
      const { simulator, wire } = setup();
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      for (const [index, from] of places.entries()) wire.data(bytes.slice(from, places[index + 1] ?? from));
      expect(simulator.paper()).toEqual(whole.simulator.paper());
      expect(simulator.violations).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('any bytes whatever are survived', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { wire, simulator } = setup();
      wire.data(bytes);
      for (const paper of simulator.paper()) expect(paper.svg).toContain('</svg>');
    }),
  );
});

test('a command that no printer knows is a violation', () => {
  const { simulator, send } = setup();
  send(0x1b, 0x7a, 0x1d, 0x99, 0x10, 0x04, 9);
  expect(simulator.violations).toEqual(['unknown command 1b 7a', 'unknown command 1d 99', 'DLE EOT 9']);
});

test('kanji outside of kanji mode is a violation, as clones print rubbish there', () => {
  const { simulator, send } = setup();
  send(0x1b, 0x40, 0x8e, 0x73, 0x0a);
  expect(simulator.violations[0]).toMatch(/kanji/);
});

test.each(['generic', 'escpos'] as const)('receiptline’s own %s output with pictures is printed', (command) => {
  const document = '{w:*}\n市民窓口課\n{c:https://matazu.example; o:qrcode,4,m}';
  const commands = transform(document, { cpl: 48, encoding: 'shiftjis', command });
  const { simulator, wire } = setup();
  wire.data(Buffer.from(commands.replaceAll('\x1cC1', '\x1cC1\x1c&'), 'latin1'));
  expect(simulator.paper()[0]?.text).toContain('市民窓口課');
  expect(simulator.paper()[0]?.svg).toMatch(/<path [^>]*d="M\d+ \d+h/);
  expect(simulator.violations).toEqual([]);
});

test('columns of dots (ESC *) are printed in the line', () => {
  const { simulator, send } = setup();
  send(0x1b, 0x2a, 0x21, 0x02, 0x00, 0xff, 0xff, 0xff, 0x80, 0x00, 0x01, 0x0a, 0x1d, 0x56, 0x42, 0x00);
  expect(simulator.paper()[0]?.svg).toContain('M0 0h2v1');
});

test('status is answered at once even while the printer stands still', () => {
  const { simulator, send, answers } = setup();
  simulator.setFault('paper-out', true);
  send(0x41, 0x0a, 0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4);
  expect(answers).toEqual([0x1a, 0x32, 0x12, 0x7e]);
});

test('automatic status is told when it is switched on and at each change', () => {
  const { simulator, send, answers } = setup();
  send(0x1d, 0x61, 0x0e);
  simulator.setFault('cover-open', true);
  expect(answers).toEqual([0x10, 0, 0, 0, 0x38, 0, 0, 0]);
});

test('the power takes the buffer, the settings and the connection', () => {
  const { simulator, send, hasEnded } = setup();
  simulator.setFault('paper-out', true);
  send(0x41, 0x0a);
  simulator.powerCycle();
  simulator.setFault('paper-out', false);
  expect(hasEnded()).toBe(true);
  expect(simulator.paper()).toEqual([]);
});
