import fc from 'fast-check';
import { expect, test } from 'vitest';
import { processIds } from './process-ids.ts';
import { asked, atRest, type Reply, type ReplyState, stepReply } from './replies.ts';

function read(bytes: Iterable<number>, from = atRest): { replies: Reply[]; state: ReplyState } {
  let state = from;
  const replies: Reply[] = [];
  for (const byte of bytes) {
    const step = stepReply(state, byte);
    state = step.state;
    if (step.reply) replies.push(step.reply);
  }
  return { replies, state };
}

const bits = (mask: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 255 }).map((value) => value & mask);
/** DLE EOT: bits 0, 1, 4, 7 are fixed to 0, 1, 1, 0. */
const realTime = bits(0x6c).map((free) => free | 0x12);
const automatic = fc
  .tuple(bits(0x6c), bits(0x6f), bits(0x6f), bits(0x6f))
  .map(([first, ...rest]) => [first | 0x10, ...rest] as const);
const id = fc
  .array(fc.integer({ min: 0x40, max: 0x4f }), { minLength: 4, maxLength: 4 })
  .map((codes) => String.fromCharCode(...codes));

type Sent = { readonly bytes: readonly number[]; readonly reply: Reply };
const whole: fc.Arbitrary<Sent> = fc.oneof(
  automatic.map((bytes): Sent => ({ bytes, reply: { type: 'automatic', bytes } })),
  id.map(
    (text): Sent => ({
      bytes: [0x37, 0x22, ...Buffer.from(text, 'latin1'), 0],
      reply: { type: 'process-id', id: text },
    }),
  ),
);
const urgent: fc.Arbitrary<Sent> = fc.oneof(
  realTime.map((byte): Sent => ({ bytes: [byte], reply: { type: 'real-time', byte } })),
  fc.constant<Sent>({ bytes: [0x11], reply: { type: 'xon' } }),
  fc.constant<Sent>({ bytes: [0x13], reply: { type: 'xoff' } }),
);

test('every reply of a stream is read as it was sent', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(whole, urgent), { maxLength: 30 }), (sent) => {
      const { replies, state } = read(sent.flatMap((one) => one.bytes));
      expect(replies).toEqual(sent.map((one) => one.reply));
      expect(state).toEqual(atRest);
    }),
  );
});

test('an urgent reply in the middle of another spoils neither', () => {
  fc.assert(
    fc.property(whole, urgent, fc.nat(), (outer, inner, at) => {
      const cut = at % (outer.bytes.length + 1);
      const bytes = [...outer.bytes.slice(0, cut), ...inner.bytes, ...outer.bytes.slice(cut)];
      expect(new Set(read(bytes).replies)).toEqual(new Set([outer.reply, inner.reply]));
    }),
  );
});

test('any bytes are survived, and what follows a quiet moment is read again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), id, (noise, text) => {
      const { state } = read(noise);
      // At most a broken block is open: its end brings the reader back.
      const after = read([...noise, 0, 0, 0, 0, 0x37, 0x22, ...Buffer.from(text, 'latin1'), 0]);
      expect(state.at).toMatch(/rest|automatic|block/);
      expect(after.replies.at(-1)).toEqual({ type: 'process-id', id: text });
    }),
  );
});

test('a process id does not come again soon and has no bits of another reply', () => {
  const ids = processIds(() => 0.9999);
  const seen = new Set<string>();
  for (let count = 0; count < 65_535; count += 1) seen.add(ids.next().value);
  expect(seen.size).toBe(65_535);
  for (const text of [...seen].slice(0, 100)) expect(text).toMatch(/^[@-O]{4}$/);
});

test('a text that was asked for is read whole, whatever status its letters look like', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]{0,70}$/), (text) => {
      const bytes = [0x5f, ...Buffer.from(text, 'latin1'), 0];
      expect(read(bytes, asked)).toEqual({ replies: [{ type: 'text', text }], state: atRest });
    }),
  );
});

test('a text that never ends is given up, and the next reply is read', () => {
  const { replies } = read([0x5f, ...Array<number>(90).fill(0x41), 0x12], asked);
  expect(replies.at(-1)).toEqual({ type: 'real-time', byte: 0x12 });
});
