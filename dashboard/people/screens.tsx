import { type Problem, postJson } from '../live/api.ts';
import type { Question } from '../parts/confirm.tsx';
import { Both } from '../parts/parts.tsx';

interface ScreensProps {
  told: (problem: Problem) => void;
  ask: (question: Question) => void;
}

/** Takes every kiosk and board out at once: of a browser that got lost nobody can tell which it was. */
export function Screens({ told, ask }: ScreensProps) {
  const end = async () => {
    const answer = await postJson<null>('/api/v1/pairing/end', {});
    if (!answer.ok) told(answer.problem);
  };
  return (
    <section class="panel" aria-labelledby="screens-title">
      <h2 id="screens-title">
        <Both text={{ ja: '発券機・表示盤の画面', en: 'Kiosks and boards' }} />
      </h2>
      <p class="quiet">
        <Both
          text={{
            ja: '画面をつなぐコードは、職員の画面で作ります。端末をなくしたときは、すべての画面の登録を消してから、つなぎ直してください。',
            en: 'Codes that add one are made at the staff’s page. If one was lost, take all out here and add the others again.',
          }}
          stacked
        />
      </p>
      <button
        type="button"
        class="act"
        data-testid="end-pairing"
        onClick={() =>
          ask({
            words: {
              ja: 'つないだ発券機・表示盤の画面の登録を、すべて消しますか。それぞれの画面で、コードを入れ直すまで使えなくなります。',
              en: 'Take out every kiosk and board? Each shows nothing until a code is typed there again.',
            },
            yes: { ja: 'すべて消す', en: 'Take all out' },
            act: end,
          })
        }
      >
        <Both text={{ ja: 'すべての画面の登録を消す', en: 'Take all screens out' }} />
      </button>
    </section>
  );
}
