import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerOf } from '../card-reader/simulator/card.ts';
import { LicenceCard } from '../card-reader/simulator/licence-card.ts';
import { MyNumberCard } from '../card-reader/simulator/my-number-card.ts';
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

/** Every way that ISO 7816-4, JICSAP and PC/SC know to a file, aimed at the individual number's. */
const waysToTheNumber: readonly (readonly [string, string])[] = [
  ['select by file id', '00a4020c020001'],
  ['select by file id, any kind', '00a4000c020001'],
  ['select by file id, with an answer', '00a40200020001'],
  ['select by file id, with Le', '00a402000200010 0'],
  ['select the child', '00a4010c020001'],
  ['select by path from the root', '00a4080c020001'],
  ['select by path from here', '00a4090c020001'],
  ['select in CLA 01', '01a4020c020001'],
  ['select by secure messaging', '0ca4020c020001'],
  ['select as a chained command', '10a4020c020001'],
  ['select by an extended length', '00a4020c0000020001'],
  ['the reader passes it on (ACS)', 'ff000000 0b d44001 00a4020c020001'],
  ['the reader passes it on (transparent session)', 'ffc2000109 9507 00a4020c020001'],
  ['read by short id', '00b0810000'],
  ['read by short id, further on', '00b0810210'],
  ['read by an extended length', '00b08100000000'],
  ['read in CLA 01', '01b0810000'],
  ['read with odd INS by file id', '00b10001045402000000'],
  ['read a record by short id', '00b2010c00'],
  ['get data', '00ca000100'],
  ['search', '00a2010c00'],
  ['select 照合番号A', '00a4020c020014'],
  ['type 照合番号A by short id', '002000940c393938383737363635353434'],
  ['type the PIN by short id', '0020009104 31333537'],
  ['update', '00d681000131'],
  ['select 券面事項確認AP, which has the number too', '00a4040c0ad3921000310001010402'],
  ['select the application by a part of its name', '00a4040c05d392100031'],
  ['select the first application', '00a4000000'],
];

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
