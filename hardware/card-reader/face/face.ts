import type { LocalText } from '../../../protocol/ground/identifiers.ts';

/**
 * What is printed on a card. It is decoded when it is asked for, and can't be asked for any more once the callback that it
 * was given to has ended: then the bytes are wiped.
 */
export interface Face {
  readonly source: 'my-number' | 'licence';
  /** 〓 stands for a character that the card has only as a picture. */
  readonly name: string;
  /** Null: the card doesn't have it. */
  readonly kana: string | null;
  readonly address: string;
  /** YYYY-MM-DD */
  readonly born: string;
  readonly sex: 'male' | 'female' | 'other' | null;
}

/** `digits`, in ASCII, are wiped when the reading ends. `code-b`: birth in the era's years (6), year of expiry (4), security code (4). */
export type FaceRequest =
  | { readonly card: 'my-number'; readonly by: 'pin' | 'code-b'; readonly digits: Uint8Array }
  | { readonly card: 'licence'; readonly digits: Uint8Array };

/** Why a face was not read. Only `wrong-number` has used one of the card's tries. */
export type FaceRefusal =
  | { readonly state: 'wrong-number'; readonly triesLeft: number }
  /** One try is left: the next mistake would block the card, so it is not made here. */
  | { readonly state: 'last-try' }
  | { readonly state: 'blocked' }
  | { readonly state: 'other-card' }
  | { readonly state: 'taken-away' }
  | { readonly state: 'unreadable' }
  /** A number was tried on this card since it was put there. */
  | { readonly state: 'tap-again' }
  | { readonly state: 'no-card' }
  | { readonly state: 'busy' }
  | { readonly state: 'off' };

export type FaceOutcome<T> = { readonly state: 'read'; readonly value: T } | FaceRefusal;

/** What the resident is told. */
export function faceWords(refusal: FaceRefusal, { card }: Pick<FaceRequest, 'card'>): LocalText {
  switch (refusal.state) {
    case 'wrong-number':
      return refusal.triesLeft === 0
        ? faceWords({ state: 'blocked' }, { card })
        : {
            ja: `番号が違います。あと${refusal.triesLeft}回まちがえると、カードが使えなくなります。`,
            en: `That number is wrong. After ${refusal.triesLeft} more mistakes the card is blocked.`,
          };
    case 'last-try':
      return {
        ja: 'あと1回まちがえるとカードが使えなくなるため、ここでは読み取りません。窓口でお申し出ください。',
        en: 'One more mistake would block the card, so it is not read here. Please ask at the counter.',
      };
    case 'blocked':
      return card === 'licence'
        ? {
            ja: '暗証番号がロックされています。解除は警察署か運転免許センターでできます。',
            en: 'The number is blocked. A police station or licence centre can unblock it.',
          }
        : {
            ja: '暗証番号がロックされています。解除は市区町村の窓口でできます。',
            en: 'The number is blocked. The ward office can unblock it.',
          };
    case 'other-card':
      return card === 'licence'
        ? { ja: '運転免許証ではありません。', en: 'This is not a driving licence.' }
        : { ja: 'マイナンバーカードではありません。', en: 'This is not a My Number card.' };
    case 'taken-away':
      return {
        ja: '読み取りの途中でカードが離れました。もう一度置いてください。',
        en: 'The card was taken away too soon. Please put it back.',
      };
    case 'unreadable':
      return {
        ja: 'カードを読み取れませんでした。もう一度置いてください。',
        en: 'The card could not be read. Please put it there again.',
      };
    case 'tap-again':
      return {
        ja: 'カードを一度離してから、もう一度置いてください。',
        en: 'Please take the card away and put it back.',
      };
    case 'no-card':
      return { ja: 'カードが置かれませんでした。', en: 'No card was put on the reader.' };
    case 'busy':
      return {
        ja: 'ほかの読み取りが終わるまでお待ちください。',
        en: 'Please wait until the present reading has ended.',
      };
    case 'off':
      return {
        ja: 'このカードリーダーでは券面を読み取れません。',
        en: 'This reader is not configured to read cards.',
      };
  }
}
