import type { LocalText } from '../../../protocol/ground/identifiers.ts';
import { NOT_SECURE } from '../../../protocol/wire/transport/own-screen.ts';
import { type Problem, ProblemError, SIGN_IN_NEEDED } from '../../../protocol/wire/transport/problem.ts';

const denied = (problem: Problem): ProblemError => new ProblemError(problem);

/** Each reason for which somebody isn't let in or let do, in words that they can act on. */
export const denials = {
  wrongPin: (triesLeft: number) =>
    denied({
      status: 401,
      code: 'wrong-pin',
      title: 'Not this name and PIN',
      detail:
        triesLeft > 0
          ? `お名前（または職員カード）か暗証番号が違います。あと${triesLeft}回間違えると、しばらく使えなくなります。`
          : 'お名前（または職員カード）か暗証番号が違います。次に間違えると、しばらく使えなくなります。',
      messageEn: `The name (or staff card) or the PIN is wrong. ${triesLeft > 0 ? `After ${triesLeft} more wrong ${triesLeft === 1 ? 'try' : 'tries'}` : 'After the next wrong try'} it is locked for a while.`,
      triesLeft,
    }),
  locked: (until: number) =>
    denied({
      status: 429,
      code: 'locked',
      title: 'Locked for a while',
      detail:
        '何回も間違えたため、しばらく使えません。時間をおいてからもう一度お試しいただくか、責任者に解除を依頼してください。',
      messageEn: 'Too many wrong tries: nothing is tried for a while. Wait, or ask a supervisor to unlock.',
      until,
    }),
  crowded: () =>
    denied({
      status: 429,
      code: 'too-often',
      title: 'Too many sign-ins at once',
      detail: 'サインインが混み合っています。少し待ってからもう一度お試しください。',
      messageEn: 'Too many sign in at once. Wait a moment and try again.',
    }),
  meanwhile: () =>
    denied({
      status: 401,
      code: 'changed-meanwhile',
      title: 'Who may sign in was changed meanwhile',
      detail: 'サインインの登録が、ちょうど今変更されました。もう一度お試しいただくか、責任者にお尋ねください。',
      messageEn: 'Who may sign in was changed at this moment. Try again, or ask a supervisor.',
    }),
  wrongCode: () =>
    denied({
      status: 401,
      code: 'wrong-code',
      title: 'Not a code that stands',
      detail: 'コード（またはお名前）が違うか、コードの期限が切れています。責任者に、新しいコードを依頼してください。',
      messageEn: 'The code (or the name) is wrong, or the code is over. Ask a supervisor for a new one.',
    }),
  wrongPairing: () =>
    denied({
      status: 401,
      code: 'wrong-code',
      title: 'Not a code that stands',
      detail: 'コードが違うか、期限（10分）が切れています。職員の画面で、新しいコードを作ってください。',
      messageEn: 'The code is wrong, or its ten minutes are over. Make a new one at the staff page.',
    }),
  weakPin: ({ ja, en }: LocalText) =>
    denied({ status: 400, code: 'weak-pin', title: 'Not a PIN to choose', detail: ja, messageEn: en }),
  noCard: () =>
    denied({
      status: 409,
      code: 'no-card',
      title: 'No card was put on that reader',
      detail:
        'その窓口のカードリーダーに、職員カードがかざされていません。かざしてから、1分以内にもう一度お試しください。',
      messageEn: 'No staff card was put on the reader of that counter. Put it there, then try again within a minute.',
    }),
  cardTaken: () =>
    denied({
      status: 409,
      code: 'card-taken',
      title: 'The card is somebody else’s',
      detail: 'この職員カードは、ほかの方のものとして登録されています。',
      messageEn: 'This staff card is enrolled as somebody else’s.',
    }),
  unknownPerson: () =>
    denied({
      status: 404,
      code: 'unknown-person',
      title: 'Nobody of that name is enrolled',
      detail: 'その方は登録されていません（1か月以上サインインがないと、登録は消えます）。',
      messageEn: 'Nobody of that name is enrolled. Who doesn’t sign in for a month is forgotten.',
    }),
  unknownDuty: (duty: string) =>
    denied({
      status: 400,
      code: 'unknown-duty',
      title: 'No such duty',
      detail: `担当「${duty}」は、この課の設定にありません。画面を開き直して、選び直してください。`,
      messageEn: `The section has no duty "${duty}". Open this page again and choose another.`,
    }),
  lastSupervisor: () =>
    denied({
      status: 409,
      code: 'last-supervisor',
      title: 'The last supervisor',
      detail: '最後の責任者は、登録を消したり職員に変えたりできません。先に、ほかの責任者を登録してください。',
      messageEn: 'The last supervisor stays one. Enrol another first.',
    }),
  signInFirst: () => denied(SIGN_IN_NEEDED),
  notAllowed: () =>
    denied({
      status: 403,
      code: 'not-allowed',
      title: 'Only for a supervisor',
      detail: 'この操作は、責任者だけが行えます。責任者がサインインして操作してください。',
      messageEn: 'Only a supervisor may do this. Let a supervisor sign in.',
    }),
  oidcAway: () =>
    denied({
      status: 503,
      code: 'oidc-away',
      title: 'The city’s sign-in does not answer',
      detail: '市の認証基盤につながりません。お名前（または職員カード）と暗証番号でサインインしてください。',
      messageEn: 'The city’s sign-in does not answer. Sign in by name (or staff card) and PIN.',
    }),
  notSignedInThere: () =>
    denied({
      status: 401,
      code: 'oidc-failed',
      title: 'Not signed in at the city’s sign-in',
      detail: '市の認証基盤でのサインインを確認できませんでした。もう一度、はじめからお試しください。',
      messageEn: 'The city’s sign-in did not confirm who this is. Begin once more.',
    }),
  notOfThisSection: () =>
    denied({
      status: 403,
      code: 'not-of-this-section',
      title: 'Nobody of this section',
      detail: 'この課の職員として登録されていません。市の認証基盤の担当に、権限を確認してください。',
      messageEn: 'The city’s sign-in does not say that this person works in this section. Ask whoever keeps it.',
    }),
  notSecure: () => denied(NOT_SECURE),
};
