import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerOf } from '../card-reader/simulator/card.ts';
import { LicenceCard } from '../card-reader/simulator/licence-card.ts';
import { MyNumberCard } from '../card-reader/simulator/my-number-card.ts';
import { waysToTheNumber } from '../testing/ways-to-the-number.ts';
import { commands } from './apdu-gate.ts';
import { gatedExchange, statusOf } from './gated-channel.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** A My Number card on which every number was typed already: only the gate stands before the individual number. */
function setup() {
  const card = new MyNumberCard();
  const send = gatedExchange(async (command) => card.answer(command) ?? answerOf(0x6f00), 'reader');
  const trySending = async (command: Uint8Array): Promise<Uint8Array | 'refused'> => {
    try {
      return await send(command);
    } catch (error) {
      expect(error).toMatchObject({ code: 'forbidden' });
      return 'refused';
    }
  };
  return { card, send, trySending };
}

test.each(waysToTheNumber)('%s does not reach a card', async (_way, command) => {
  const { card, send, trySending } = setup();
  await send(commands.selectMyNumber);
  card.openAll();
  const before = card.heard.length;
  expect(await trySending(bytes(command))).toBe('refused');
  expect(card.heard.length).toBe(before);
  // At the door, and from every place of the application.
  for (const way of [commands.selectMyNumberPin, commands.selectMyNumberCodeB, commands.selectMyNumberAttributes]) {
    await send(way);
    expect(await trySending(bytes(command))).toBe('refused');
  }
  expect(await setup().trySending(bytes(command))).toBe('refused');
});

test('the ways are real: without the gate the simulated card gives the number', () => {
  const { card } = setup();
  card.answer(commands.selectMyNumber);
  card.openAll();
  card.answer(bytes('00a4020c020001'));
  expect(Buffer.from(card.answer(bytes('00b0000000')) ?? []).toString('latin1')).toContain(
    card.holder.individualNumber,
  );
  expect(Buffer.from(card.answer(bytes('00b0810000')) ?? []).toString('latin1')).toContain(
    card.holder.individualNumber,
  );
});

test("a licence's commands open nothing on a My Number card, whichever order they come in", async () => {
  const { card, trySending } = setup();
  const licence = Object.values(commands).filter((command) => command !== commands.selectMyNumber);
  const every = fc.constantFrom(...Object.values(commands), bytes('00b0000000'), bytes('00b00000ff'), ...licence);
  await fc.assert(
    fc.asyncProperty(fc.array(every, { maxLength: 12 }), async (sequence) => {
      card.reset();
      card.openAll();
      const fresh = gatedExchange(async (command) => card.answer(command) ?? answerOf(0x6f00), 'reader');
      const from = card.heard.length;
      for (const command of sequence) await fresh(command).catch(() => undefined);
      const heard = card.heard.slice(from).map(hex);
      expect(heard).not.toContain('00a4020c020001');
      expect(heard.filter((command) => command.startsWith('00b08'))).toEqual([]);
    }),
  );
  expect(await trySending(commands.selectLicencePin1)).toBe('refused');
});

test('no bytes at all, in any order, bring the number out', async () => {
  const { card } = setup();
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 24 }),
    fc.constantFrom(...Object.values(commands)),
    fc.constantFrom(...waysToTheNumber.map(([, command]) => bytes(command))),
    fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }))
      .map(([p1, le]) => Uint8Array.of(0, 0xb0, p1, 0, le)),
  );
  const number = card.holder.individualNumber;
  await fc.assert(
    fc.asyncProperty(fc.array(any, { maxLength: 30 }), async (sequence) => {
      card.reset();
      const send = gatedExchange(async (command) => card.answer(command) ?? answerOf(0x6f00), 'reader');
      for (const command of [commands.selectMyNumber, ...sequence]) {
        card.openAll();
        const answer = await send(command).catch(() => new Uint8Array());
        expect(Buffer.from(answer).toString('latin1')).not.toContain(number);
      }
    }),
    { numRuns: 500 },
  );
});

test('a selection that the card refused leads nowhere: what follows it is refused until an application is named again', async () => {
  const { send, trySending } = setup();
  await send(commands.selectMyNumber);
  await send(commands.selectMyNumberAttributes);
  const licence = new LicenceCard();
  const other = gatedExchange(async (command) => licence.answer(command) ?? answerOf(0x6f00), 'reader');
  expect(statusOf(await other(commands.selectMyNumber))).toBe(0x6a82);
  await expect(other(commands.selectMyNumberAttributes)).rejects.toMatchObject({ code: 'forbidden' });
  expect(statusOf(await other(commands.selectLicence))).toBe(0x9000);
  expect(statusOf(await other(commands.selectLicenceRoot))).toBe(0x9000);
  expect(statusOf(await other(commands.selectLicencePin1))).toBe(0x9000);
  await expect(other(bytes('00b0000000'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(other(commands.selectMyNumber)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await trySending(commands.selectLicence)).toBe('refused');
});

test('a number to verify is digits, as many as its file takes', async () => {
  const { send, trySending } = setup();
  await send(commands.selectMyNumber);
  await send(commands.selectMyNumberPin);
  expect(await trySending(bytes('0020008005 3133353739'))).toBe('refused');
  expect(await trySending(bytes('0020008004 31333541'))).toBe('refused');
  expect(hex(await send(commands.triesLeft))).toBe('63c3');
  expect(hex(await send(bytes('0020008004 31333537')))).toBe('9000');
});

test('what the gate saw is what is sent, and is wiped afterwards', async () => {
  const sent: Uint8Array[] = [];
  const send = gatedExchange(async (command) => {
    sent.push(command);
    expect(hex(command)).toBe(hex(commands.selectMyNumber));
    return answerOf(0x9000);
  }, 'reader');
  const mine = Uint8Array.from(commands.selectMyNumber);
  const sending = send(mine);
  mine.set(bytes('00a4020c020001'));
  await sending;
  expect(sent.map(hex)).toEqual(['00'.repeat(commands.selectMyNumber.length)]);
});
