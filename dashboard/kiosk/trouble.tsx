import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { Both } from '../parts/parts.tsx';
import { AskStaff } from './ask-staff.tsx';

interface TroubleProps {
  /** Why no ticket was issued; null where nobody knows whether one was. */
  problem: LocalText | null;
  onAgain: () => void;
  onBack: () => void;
}

const UNSURE = {
  ja: '番号札をお取りできたか確かめられません。もう一度押しても、番号札が2枚になることはありません。',
  en: 'We could not confirm your number. Pressing again will never take two.',
};

/** What a visitor sees who has no ticket, or may have none. */
export function Trouble({ problem, onAgain, onBack }: TroubleProps) {
  return (
    <section class="kiosk-message" role="alert" data-testid={problem === null ? 'unsure' : 'refused'}>
      <p class="kiosk-words">
        <Both text={problem ?? UNSURE} stacked />
      </p>
      <AskStaff />
      <div class="kiosk-actions">
        {problem === null && (
          <button type="button" class="primary" onClick={onAgain}>
            <Both text={{ ja: 'もう一度', en: 'Try again' }} stacked />
          </button>
        )}
        <button type="button" onClick={onBack}>
          <Both text={{ ja: '最初にもどる', en: 'Back to start' }} stacked />
        </button>
      </div>
    </section>
  );
}
