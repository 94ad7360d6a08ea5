import type { Doubt } from '../../../identity/peer.ts';
import type { Problem } from '../problem.ts';

type Words = Pick<Problem, 'title' | 'detail' | 'messageEn'>;
const refused = (code: string, words: Words): Problem => ({ status: 403, code, ...words });

/** Why nobody comes in by this code. */
export const CODE_PROBLEMS = {
  'unknown-code': refused('unknown-code', {
    title: 'Nobody was invited by this code',
    detail: 'この招待コードは使えません。打ちまちがいか、取り消されたものです。発行した人に確かめてください。',
    messageEn: 'Nobody was invited by this code: it was mistyped or taken back. Ask whoever made it.',
  }),
  'code-expired': refused('code-expired', {
    title: 'The code has expired',
    detail: 'この招待コードの期限（24時間）が過ぎています。新しいコードを発行してもらってください。',
    messageEn: 'This code has expired: it stands for a day. Ask for another.',
  }),
  'code-used': refused('code-used', {
    title: 'The code was used',
    detail:
      'この招待コードは、もう使われています。使ったのがこの端末でなければ、すぐに発行した人に知らせ、その端末を締め出してください（matazu revoke）。',
    messageEn:
      'This code was used already. If it was not by this machine, tell whoever made it at once, so that they shut that machine out (matazu revoke).',
  }),
  'other-authority': refused('other-authority', {
    title: 'The code is another authority’s',
    detail:
      'この招待コードは、ほかの認証局のものです。接続先を確かめるか、ここで新しいコードを発行してもらってください。',
    messageEn: 'This code is of another authority. Look at the address in it, or ask for another code here.',
  }),
} as const satisfies Record<string, Problem>;

const LOST = {
  detail:
    'この端末の証明書では更新できません（期限切れ、失効、またはほかの認証局のもの）。新しい招待コードで参加し直してください（matazu join）。',
  messageEn:
    'Nothing is renewed by this certificate: it has expired, was shut out, or is of another authority. Bring the machine in again with a new code (matazu join).',
};

/** Why a machine's certificate is not renewed. */
export const notRenewed = (doubt: Doubt | 'no-certificate'): Problem => ({
  status: 401,
  code: doubt,
  title: `Not renewed: ${doubt}`,
  ...LOST,
});

/** Whoever holds a machine's key asks for it so often. */
export const RENEWED_TOO_OFTEN: Problem = {
  status: 429,
  code: 'too-often',
  title: 'Renewed too often',
  detail:
    'この端末の証明書は、この一日に何度も更新されています。明日また更新されます。心当たりがなければ、端末の鍵がほかの人の手にあるかもしれません。締め出してください（matazu revoke）。',
  messageEn:
    'The certificate of this machine was renewed many times within a day; it is renewed again tomorrow. If nobody knows why, somebody else may have its key: shut it out (matazu revoke).',
};

export const NO_REQUEST: Problem = {
  status: 400,
  code: 'no-request',
  title: 'No request for a certificate',
  detail: '証明書の要求（CSR）を読み取れません。matazu join が作ったものを送ってください。',
  messageEn: 'The request for a certificate (CSR) cannot be read. Send the one that matazu join made.',
};
