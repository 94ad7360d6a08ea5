import { commands } from '../../links/apdu-gate.ts';
import { type CardFiles, Refused } from './card-files.ts';
import type { Face, FaceRequest } from './face.ts';
import { bareJisText, eraDay } from './text.ts';
import { parseTlv } from './tlv.ts';

const NAME = 0x12;
const KANA = 0x13;
const BORN = 0x16;
const ADDRESS = 0x17;
/** What was written in later has eight tags each, the oldest first. */
const LATER = { name: 0x60, kana: 0x68, address: 0x70 } as const;
const LATER_TAGS = 8;
/** Before the text: the edition of JIS X 0208 (1) and the day (14). After it: who wrote it (10). */
const BEFORE_TEXT = 15;
const AFTER_TEXT = 10;

/**
 * What is printed on a driving licence (DF1/EF 0001) with what was written in later (DF1/EF 0004), opened with PIN1 in the
 * root. The licence's name is asked for first: only a card that answers to it is asked for anything else.
 */
export async function readLicence(
  files: CardFiles,
  { digits }: Extract<FaceRequest, { card: 'licence' }>,
): Promise<Face> {
  await files.select(commands.selectLicence, { state: 'other-card' });
  await files.select(commands.selectLicenceRoot, { state: 'unreadable' });
  await files.select(commands.selectLicencePin1, { state: 'unreadable' });
  await files.verify(digits);
  await files.select(commands.selectLicence, { state: 'unreadable' });
  await files.select(commands.selectLicenceEntries, { state: 'unreadable' });
  const entries = parseTlv(await files.read(), 'one-byte');
  await files.select(commands.selectLicenceAdditions, { state: 'unreadable' });
  const additions = parseTlv(await files.read(), 'one-byte');
  if (entries === null || additions === null) throw new Refused({ state: 'unreadable' });
  const later = (first: number): Uint8Array | null => {
    for (let tag = first + LATER_TAGS - 1; tag >= first; tag -= 1) {
      const value = additions.get(tag);
      if (value !== undefined && value.length > BEFORE_TEXT + AFTER_TEXT)
        return value.subarray(BEFORE_TEXT, -AFTER_TEXT);
    }
    return null;
  };
  const text = (tag: number, first: number): string =>
    bareJisText(later(first) ?? entries.get(tag) ?? new Uint8Array());
  const face: Face = {
    source: 'licence',
    get name() {
      return text(NAME, LATER.name);
    },
    get kana() {
      return text(KANA, LATER.kana) || null;
    },
    get address() {
      return text(ADDRESS, LATER.address);
    },
    get born() {
      return eraDay(Buffer.from(entries.get(BORN) ?? []).toString('latin1')) ?? '';
    },
    sex: null,
  };
  if (face.name === '' || face.address === '' || face.born === '') throw new Refused({ state: 'unreadable' });
  return face;
}
