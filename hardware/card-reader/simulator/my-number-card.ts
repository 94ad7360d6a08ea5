import { contactlessAtr } from './card.ts';
import { type DataFile, FileCard, type KeyFile } from './file-card.ts';
import { joined, tlv } from './tlv.ts';

export interface MyNumberHolder {
  readonly name: string;
  readonly address: string;
  /** YYYYMMDD */
  readonly born: string;
  /** 1 male, 2 female, 9 other */
  readonly sex: string;
  readonly individualNumber: string;
  readonly pin: string;
  /** Birth in the era's years (YYMMDD), the year of expiry (YYYY), the security code (4). */
  readonly codeB: string;
}

/** Nobody's card. The number's check digit is wrong on purpose. */
const someHolder: MyNumberHolder = {
  name: '待田　花子',
  address: '京都市右京区太秦下刑部町１２番地',
  born: '19890213',
  sex: '2',
  individualNumber: '998877665544',
  pin: '1357',
  codeB: '01021320330042',
};

const PIN = 0x0011;
const CODE_A = 0x0014;
const CODE_B = 0x0015;
const INDIVIDUAL_NUMBER = 0x0001;
const ATTRIBUTES = 0x0002;

/** A My Number card with 券面事項入力補助AP, the individual number in it as on a real one. `tries`: left on the PIN. */
export class MyNumberCard extends FileCard {
  readonly holder: MyNumberHolder;

  constructor(holder: Partial<MyNumberHolder> = {}, tries: { readonly pin?: number; readonly codeB?: number } = {}) {
    const whole = { ...someHolder, ...holder };
    let contacts = 0;
    super({
      atr: contactlessAtr([0, 0, 0, 0, 0x11, 0x77, 0x81, 0xc1]),
      nextId: () => {
        contacts += 1;
        return Uint8Array.of(0x31, 0x9c, contacts >> 8, contacts & 0xff);
      },
      keysAreShared: false,
      applications: [
        { name: '', files: new Map() },
        { name: 'd3921000310001010408', files: filesOf(whole, tries) },
      ],
    });
    this.holder = whole;
  }
}

function filesOf(holder: MyNumberHolder, tries: { readonly pin?: number; readonly codeB?: number }) {
  const key = (code: string, maxTries: number, left = maxTries): KeyFile => ({ key: code, tries: left, maxTries });
  return new Map<number, DataFile | KeyFile>([
    [INDIVIDUAL_NUMBER, { data: tlv([0x10], Buffer.from(holder.individualNumber, 'latin1')), openedBy: [PIN, CODE_A] }],
    [ATTRIBUTES, { data: attributesOf(holder), openedBy: [PIN, CODE_B] }],
    [PIN, key(holder.pin, 3, tries.pin)],
    [CODE_A, key(holder.individualNumber, 10)],
    [CODE_B, key(holder.codeB, 10, tries.codeB)],
  ]);
}

/** FF20 { DF21 header, DF22 name, DF23 address, DF24 birth, DF25 sex }; the header holds where each begins. */
function attributesOf({ name, address, born, sex }: MyNumberHolder): Uint8Array {
  const field = (tag: number, text: string): Uint8Array => tlv([0xdf, tag], Buffer.from(text, 'utf8'));
  const header = tlv([0xdf, 0x21], Uint8Array.of(0, 14, 0, 40, 0, 120, 0, 131));
  const content = joined(header, field(0x22, name), field(0x23, address), field(0x24, born), field(0x25, sex));
  return tlv([0xff, 0x20], content);
}
