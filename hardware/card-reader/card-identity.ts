/** What a card tells about itself without being asked for anything else. */
export type CardIdentity =
  /** The number stays the same for the card's life: it can stand for its holder. */
  | { readonly kind: 'felica' | 'type-a'; readonly id: Uint8Array }
  /** The number is made anew at each tap, or may be: it stands for nobody. */
  | { readonly kind: 'changing' }
  | { readonly kind: 'unreadable' };

/** PC/SC part 3, 3.1.3.2.3: a storage card's ATR names the standard after this registered application provider. */
const STORAGE_CARD = [0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00, 0x03, 0x06];
const STORAGE_CARD_AT = 4;
const STANDARD_FELICA = 0x11;
const STANDARDS_TYPE_A = [0x01, 0x02, 0x03];
/** ISO/IEC 14443-3: a single size UID that begins with 08 is random. */
const RANDOM_UID = 0x08;
/** JIS X 6319-4: an IDm that begins so was made up for this contact (NFC-DEP). */
const RANDOM_IDM = [0x01, 0xfe];

/**
 * Who a card is, from its ATR and its answer to GET DATA (FF CA 00 00 00). Type B has no lasting number (ISO/IEC 14443-3:
 * the PUPI may change at each contact), and a processor card's four bytes can't be told from one: both are refused, so the
 * My Number card and the driving licence never are an identity.
 */
export function identityOf(atr: Uint8Array, answer: Uint8Array): CardIdentity {
  const id = answer.subarray(0, -2);
  const isWell = answer.at(-2) === 0x90 && answer.at(-1) === 0x00;
  if (!isWell || ![4, 7, 8, 10].includes(id.length)) return { kind: 'unreadable' };
  const standard = storageStandard(atr);
  const typeA = standard !== null && STANDARDS_TYPE_A.includes(standard);
  if (id.length === 8) {
    const isMadeUp = RANDOM_IDM.every((byte, i) => id[i] === byte);
    const felica = standard === null || standard === STANDARD_FELICA;
    return felica && !isMadeUp ? { kind: 'felica', id } : { kind: 'changing' };
  }
  // Seven and ten bytes are type A's alone; four are, where the card's standard says so.
  const lasting = id.length === 4 ? typeA && id[0] !== RANDOM_UID : typeA || standard === null;
  return lasting ? { kind: 'type-a', id } : { kind: 'changing' };
}

function storageStandard(atr: Uint8Array): number | null {
  const isStorage = STORAGE_CARD.every((byte, i) => atr[STORAGE_CARD_AT + i] === byte);
  return isStorage ? (atr[STORAGE_CARD_AT + STORAGE_CARD.length] ?? null) : null;
}
