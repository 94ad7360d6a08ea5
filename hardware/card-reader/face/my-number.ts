import { commands } from '../../links/apdu-gate.ts';
import { type CardFiles, Refused } from './card-files.ts';
import type { Face, FaceRequest } from './face.ts';
import { calendarDay } from './text.ts';
import { parseTlv } from './tlv.ts';

const SEX: Readonly<Record<string, Face['sex']>> = { '1': 'male', '2': 'female', '9': 'other' };

/**
 * The four attributes of 券面事項入力補助AP (EF 0002): FF20 { DF21 header, DF22 name, DF23 address, DF24 birth, DF25 sex },
 * in UTF-8. 照合番号B opens these alone; the PIN would open the individual number too, which the gate keeps shut.
 */
export async function readMyNumberCard(
  files: CardFiles,
  { by, digits }: Extract<FaceRequest, { card: 'my-number' }>,
): Promise<Face> {
  await files.select(commands.selectMyNumber, { state: 'other-card' });
  const key = by === 'pin' ? commands.selectMyNumberPin : commands.selectMyNumberCodeB;
  await files.select(key, { state: 'unreadable' });
  await files.verify(digits);
  await files.select(commands.selectMyNumberAttributes, { state: 'unreadable' });
  const whole = parseTlv(await files.read(), 'ber')?.get(0xff20);
  const attributes = whole === undefined ? null : parseTlv(whole, 'ber');
  const field = (tag: number): string => {
    const value = attributes?.get(tag);
    if (value === undefined) throw new Refused({ state: 'unreadable' });
    return new TextDecoder().decode(value);
  };
  const face: Face = {
    source: 'my-number',
    get name() {
      return field(0xdf22);
    },
    kana: null,
    get address() {
      return field(0xdf23);
    },
    get born() {
      return calendarDay(field(0xdf24)) ?? '';
    },
    get sex() {
      return SEX[field(0xdf25)] ?? null;
    },
  };
  if (face.name === '' || face.address === '' || face.born === '') throw new Refused({ state: 'unreadable' });
  return face;
}
