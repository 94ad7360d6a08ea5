/** Four characters of `@A…O` (40–4F): see replies.ts for why only these. */
const ALPHABET = 16;
const COUNT = ALPHABET ** 4;

/** Endless process ids, none of the last 65,535 again, from a start of `random`'s choosing. */
export function* processIds(random: () => number): Generator<string, never> {
  for (let next = Math.floor(random() * COUNT); ; next = (next + 1) % COUNT) {
    yield String.fromCharCode(...[12, 8, 4, 0].map((shift) => 0x40 + ((next >> shift) & 0x0f)));
  }
}

/** GS ( H, function 48: the printer returns the id when it has worked off all that came before. */
export const processIdRequest = (id: string): Uint8Array => Buffer.from(`\x1d(H\x06\x00\x30\x30${id}`, 'latin1');
