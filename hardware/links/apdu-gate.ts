/**
 * What may be said to a card. An allow-list: each command is named here in full, with the place in the card's file tree at
 * which it is allowed; whatever is not named never reaches a card. So the individual number cannot be read: no name here
 * leads to its file (EF 0001 of 券面事項入力補助AP), short identifiers (READ BINARY with bit 8 of P1), paths, logical channels, secure
 * messaging, chaining, extended lengths and the reader's own pass-through commands are not in the list, and the 12 digits
 * that open the file (照合番号A, EF 0014) are refused as well.
 *
 * Two invariants carry it:
 * - A place is reached only by a selection that the card answered with 9000. After any other answer nobody knows where the
 *   card stands, and only an application can be selected, by its whole name.
 * - EF 0001 may be selected in a driving licence only, and a card counts as one after it answered to the licence's name
 *   with 9000. A card that has answered to one of the two names is refused the other's commands until it is taken away.
 */
type Place =
  | 'nowhere'
  | 'my-number'
  | 'my-number-pin'
  | 'my-number-code-b'
  | 'my-number-attributes'
  | 'licence'
  | 'licence-root'
  | 'licence-pin1'
  | 'licence-entries'
  | 'licence-additions';

export interface GateState {
  readonly place: Place;
  readonly family: 'unknown' | 'my-number' | 'licence';
}

export const atTheDoor: GateState = { place: 'nowhere', family: 'unknown' };

/** What a command that is allowed does; null: it is not allowed. */
export type Passage = { readonly kind: 'stay' } | { readonly kind: 'select'; readonly to: Place } | null;

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

export const commands = {
  /** PC/SC part 3, 3.2.2.1.3: the reader's own command; the card's UID, IDm or PUPI. */
  cardId: hex('ffca000000'),
  /** 券面事項入力補助AP by its name. */
  selectMyNumber: hex('00a4040c0ad3921000310001010408'),
  selectMyNumberPin: hex('00a4020c020011'),
  selectMyNumberCodeB: hex('00a4020c020015'),
  selectMyNumberAttributes: hex('00a4020c020002'),
  /** DF1 of a driving licence by its name. */
  selectLicence: hex('00a4040c10a0000002310100000000000000000000'),
  selectLicenceRoot: hex('00a40000'),
  selectLicencePin1: hex('00a4020c020001'),
  selectLicenceEntries: hex('00a4020c020001'),
  selectLicenceAdditions: hex('00a4020c020004'),
  /** VERIFY without data (JICSAP 6.4.9): answers 63 Cx with x tries left, and uses none. */
  triesLeft: hex('00200080'),
} as const;

interface Selection {
  readonly command: Uint8Array;
  readonly from: readonly Place[];
  readonly to: Place;
}

const MY_NUMBER: readonly Place[] = ['my-number', 'my-number-pin', 'my-number-code-b', 'my-number-attributes'];
const IN_LICENCE: readonly Place[] = ['licence', 'licence-entries', 'licence-additions'];
const IN_ROOT: readonly Place[] = ['licence-root', 'licence-pin1'];

const selections: readonly Selection[] = [
  { command: commands.selectMyNumberPin, from: MY_NUMBER, to: 'my-number-pin' },
  { command: commands.selectMyNumberCodeB, from: MY_NUMBER, to: 'my-number-code-b' },
  { command: commands.selectMyNumberAttributes, from: MY_NUMBER, to: 'my-number-attributes' },
  { command: commands.selectLicenceRoot, from: [...IN_LICENCE, ...IN_ROOT], to: 'licence-root' },
  { command: commands.selectLicencePin1, from: IN_ROOT, to: 'licence-pin1' },
  { command: commands.selectLicenceEntries, from: IN_LICENCE, to: 'licence-entries' },
  { command: commands.selectLicenceAdditions, from: IN_LICENCE, to: 'licence-additions' },
];

const READABLE: readonly Place[] = ['my-number-attributes', 'licence-entries', 'licence-additions'];
/** How many digits a place takes. */
const DIGITS: Partial<Record<Place, number>> = { 'my-number-pin': 4, 'my-number-code-b': 14, 'licence-pin1': 4 };

/** Whether a command may reach a card that stands there. */
export function passageOf(command: Uint8Array, { place, family }: GateState): Passage {
  if (same(command, commands.cardId)) return { kind: 'stay' };
  if (same(command, commands.selectMyNumber)) {
    return family === 'licence' ? null : { kind: 'select', to: 'my-number' };
  }
  if (same(command, commands.selectLicence)) return family === 'my-number' ? null : { kind: 'select', to: 'licence' };
  const selection = selections.find((each) => each.from.includes(place) && same(command, each.command));
  if (selection !== undefined) return { kind: 'select', to: selection.to };
  return isVerification(command, place) || isReading(command, place) ? { kind: 'stay' } : null;
}

/** Where the card stands after it answered an allowed command with this status (SW1 SW2). */
export function after(passage: NonNullable<Passage>, state: GateState, status: number): GateState {
  if (passage.kind === 'stay') return state;
  if (status !== 0x9000) return { ...state, place: 'nowhere' };
  return { place: passage.to, family: passage.to.startsWith('my-number') ? 'my-number' : 'licence' };
}

/** VERIFY, the file's own key, empty or with as many digits as the file takes. */
function isVerification(command: Uint8Array, place: Place): boolean {
  const digits = DIGITS[place];
  if (digits === undefined || !same(command.subarray(0, 4), commands.triesLeft)) return false;
  if (command.length === 4) return true;
  return command[4] === digits && command.length === 5 + digits && command.subarray(5).every(isDigit);
}

/** READ BINARY of the selected file at an offset below 32768, short Le. */
function isReading(command: Uint8Array, place: Place): boolean {
  const [cla, ins, p1 = 0x80] = command;
  return READABLE.includes(place) && command.length === 5 && cla === 0x00 && ins === 0xb0 && p1 < 0x80;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
