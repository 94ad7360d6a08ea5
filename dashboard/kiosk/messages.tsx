import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { KioskView } from '../../protocol/wire/kiosk-view.ts';
import { closedWords } from '../base/words.ts';
import type { Problem } from '../live/api.ts';
import { Both, LevelBadge } from '../parts/parts.tsx';
import type { Ask, Issued } from './kiosk-flow.ts';
import { AskStaff, Message } from './screen.tsx';

const AWAY = {
  ja: 'いま番号札を出せません。職員にお声がけください。',
  en: 'No numbers can be given right now. Please ask our staff.',
};
const HOURS = { ja: '受付時間', en: 'Hours' };
const USUAL_HOURS = { ja: '開庁日の受付時間', en: 'Hours on other days' };
const REFUSED: Readonly<Record<Ask['type'], LocalText>> = {
  issue: {
    ja: '番号札を出せませんでした。職員にお声がけください。',
    en: 'No number could be given. Please ask our staff.',
  },
  cancel: {
    ja: '取り消せませんでした。職員にお声がけください。',
    en: 'It could not be cancelled. Please ask our staff.',
  },
};
const UNSURE: Readonly<Record<Ask['type'], LocalText>> = {
  issue: {
    ja: '番号札をお出しできたか確かめられません。もう一度押しても、番号札が2枚になることはありません。',
    en: 'We could not confirm your number. Pressing again will never take two.',
  },
  cancel: {
    ja: '取り消せたか確かめられません。職員にお声がけください。',
    en: 'We could not confirm that it was cancelled. Please ask our staff.',
  },
};
/** Refusals whose own sentence is for residents; of all others staff have to hear. */
const FOR_RESIDENTS: readonly (string | null)[] = ['reception-closed', 'too-many-tickets'];

/** The lead is away: nobody can give a number here. */
export function Away({ paperRoll }: { paperRoll: LocalText | null }) {
  return (
    <Message testid="lead-away" words={AWAY} alert>
      {paperRoll !== null && (
        <p class="kiosk-words" data-testid="paper-roll">
          <Both text={paperRoll} stacked />
        </p>
      )}
    </Message>
  );
}

/** Nothing came of a press. */
export function Refused({ ask, problem, onBack }: { ask: Ask; problem: Problem; onBack: () => void }) {
  return (
    <Message testid="refused" words={FOR_RESIDENTS.includes(problem.code) ? problem : REFUSED[ask.type]} alert>
      <Actions onBack={onBack} />
    </Message>
  );
}

/** No answer came to a press: nobody knows whether it was done. */
export function Unsure({ ask, onAgain, onBack }: { ask: Ask; onAgain: () => void; onBack: () => void }) {
  return (
    <Message testid="unsure" words={UNSURE[ask.type]} alert>
      {ask.type === 'issue' && <AskStaff />}
      <Actions onBack={onBack} onAgain={onAgain} />
    </Message>
  );
}

export function Cancelled({ issued, paper, onBack }: { issued: Issued; paper: boolean; onBack: () => void }) {
  const { number } = issued;
  return (
    <Message
      testid="cancelled"
      words={{ ja: `番号札 ${number} を取り消しました。`, en: `Number ${number} was cancelled.` }}
      alert
    >
      {paper && (
        <p class="hours">
          <Both
            text={{ ja: '紙の番号札は、もう使えません。', en: 'The printed ticket cannot be used any more.' }}
            stacked
          />
        </p>
      )}
      <Actions onBack={onBack} />
    </Message>
  );
}

export function Closed({ lead }: { lead: KioskView }) {
  return (
    <Message testid="reception-closed" words={closedWords(lead)}>
      {lead.restDay !== null && (
        <p class="kiosk-words" data-testid="rest-day">
          <Both text={{ ja: `本日は${lead.restDay.ja}です。`, en: `Today: ${lead.restDay.en}` }} stacked />
        </p>
      )}
      {!lead.endedToday && (
        <p class="hours figure">
          <Both text={lead.restDay === null ? HOURS : USUAL_HOURS} /> {lead.hours.opens}〜{lead.hours.closes}
        </p>
      )}
      <AskStaff />
    </Message>
  );
}

/** Of a section that counts nobody. */
export function NoTickets({ lead }: { lead: KioskView }) {
  const words = {
    ja: 'この課では番号札はいりません。窓口へお越しください。',
    en: 'No number is needed here. Please come to the counter.',
  };
  return (
    <Message testid="no-tickets" words={words}>
      <LevelBadge level={lead.level ?? 'unknown'} large />
      <AskStaff />
    </Message>
  );
}

function Actions({ onAgain, onBack }: { onAgain?: () => void; onBack: () => void }) {
  return (
    <div class="kiosk-actions">
      {onAgain !== undefined && (
        <button type="button" class="primary" onClick={onAgain}>
          <Both text={{ ja: 'もう一度', en: 'Try again' }} stacked />
        </button>
      )}
      <button type="button" onClick={onBack} data-testid="back">
        <Both text={{ ja: '最初にもどる', en: 'Back to start' }} stacked />
      </button>
    </div>
  );
}
