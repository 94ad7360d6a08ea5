import iconv from 'iconv-lite';
import { contactlessAtr } from './card.ts';
import { type DataFile, FileCard, type KeyFile } from './file-card.ts';
import { joined, tlv } from './tlv.ts';

export interface LicenceHolder {
  readonly name: string;
  readonly kana: string;
  /** Era (1 M, 2 T, 3 S, 4 H, 5 R), then YYMMDD of that era. */
  readonly born: string;
  readonly address: string;
  /** Written in later, oldest first: a moved address, a changed name. */
  readonly changes: readonly { readonly of: 'name' | 'kana' | 'address'; readonly to: string; readonly on: string }[];
  readonly pin1: string;
}

const someDriver: LicenceHolder = {
  name: '待田　太郎',
  kana: 'マチダ　タロウ',
  born: '3560401',
  address: '京都府京都市右京区太秦下刑部町１２番地',
  changes: [],
  pin1: '2468',
};

const PIN1 = 0x0001;
const PIN2 = 0x0002;
const FIRST_TAG = { name: 0x60, kana: 0x68, address: 0x70 } as const;
const ENTRIES_BYTES = 880;
const ADDITIONS_BYTES = 640;

/**
 * A driving licence with a chip: PIN1 in the root, DF1 with what is printed on it (EF 0001) and what was written in later
 * (EF 0004). Its tags are one byte each, 1F and 5F too, and the files are filled up with FF.
 */
export class LicenceCard extends FileCard {
  readonly holder: LicenceHolder;

  constructor(holder: Partial<LicenceHolder> = {}, tries = 3) {
    const whole = { ...someDriver, ...holder };
    let contacts = 0;
    super({
      atr: contactlessAtr([0x50, 0, 0, 0, 0x33, 0x81, 0x93, 0x01]),
      nextId: () => {
        contacts += 1;
        return Uint8Array.of(0x77, 0x10, contacts >> 8, contacts & 0xff);
      },
      keysAreShared: true,
      applications: [
        {
          name: '',
          files: new Map<number, DataFile | KeyFile>([
            [0x2f01, { data: Buffer.from('45083030382024010120270101', 'hex') }],
            [PIN1, { key: whole.pin1, tries, maxTries: 3 }],
            [PIN2, { key: '9999', tries: 3, maxTries: 3 }],
          ]),
        },
        {
          name: 'a0000002310100000000000000000000',
          files: new Map<number, DataFile | KeyFile>([
            [0x0001, { data: filled(entriesOf(whole), ENTRIES_BYTES), openedBy: [PIN1] }],
            [0x0002, { data: filled(tlv([0x41], bareJis('京都府')), 82), openedBy: [PIN2] }],
            [0x0004, { data: filled(additionsOf(whole), ADDITIONS_BYTES), openedBy: [PIN1] }],
          ]),
        },
      ],
    });
    this.holder = whole;
  }
}

/** JIS X 0208 by its bare two-byte codes, no escapes: EUC-JP with the high bits off. External characters are given as they are. */
export function bareJis(text: string): Uint8Array {
  return Uint8Array.from(iconv.encode(text, 'euc-jp').map((byte) => byte & 0x7f));
}

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const filled = (data: Uint8Array, length: number): Uint8Array =>
  joined(data, new Uint8Array(Math.max(0, length - data.length)).fill(0xff));

function entriesOf({ name, kana, born, address }: LicenceHolder): Uint8Array {
  return joined(
    tlv([0x11], ascii('2')),
    tlv([0x12], bareJis(name)),
    tlv([0x13], bareJis(kana)),
    tlv([0x14], new Uint8Array()),
    tlv([0x15], bareJis(kana)),
    tlv([0x16], ascii(born)),
    tlv([0x17], bareJis(address)),
    tlv([0x18], ascii('5060110')),
    tlv([0x19], ascii('12345')),
    tlv([0x1a], bareJis('優良')),
    tlv([0x1b], ascii('5110501')),
    tlv([0x1c], bareJis('眼鏡等')),
    tlv([0x1d], new Uint8Array()),
    tlv([0x1e], new Uint8Array()),
    tlv([0x1f], new Uint8Array()),
    tlv([0x20], bareJis('京都府')),
    tlv([0x21], ascii('612345678901')),
  );
}

/** Each: the edition of JIS X 0208 (1), the day in JIS X 0208 (14), the text, who wrote it in (10). */
function additionsOf({ changes }: LicenceHolder): Uint8Array {
  const used = { name: 0, kana: 0, address: 0 };
  const wide = (digits: string): string =>
    digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  return joined(
    tlv([0x50], ascii(changes.length > 0 ? '1' : '0')),
    tlv([0x5f], new Uint8Array()),
    ...changes.map(({ of, to, on }) => {
      used[of] += 1;
      const value = joined(ascii('2'), bareJis(wide(on)), bareJis(to), bareJis('京都府公安'));
      return tlv([FIRST_TAG[of] + used[of] - 1], value);
    }),
  );
}
