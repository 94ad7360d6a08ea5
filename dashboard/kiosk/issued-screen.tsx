import { useEffect, useState } from 'preact/hooks';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { KioskView } from '../../protocol/wire/kiosk-view.ts';
import { Both } from '../parts/parts.tsx';
import { Qr } from '../parts/qr.tsx';
import { ClosingNote } from '../parts/wait-range.tsx';
import type { Issued, paperState } from './kiosk-flow.ts';
import { Screen } from './screen.tsx';

/** Long enough to open a camera on the code; longer where the number has to be written down. Each touch begins it anew. */
const SHOWN_MS = 30_000;
const SHOWN_WITHOUT_PAPER_MS = 60_000;

type Paper = ReturnType<typeof paperState>;

const paperWords: Readonly<Record<Paper, LocalText>> = {
  coming: { ja: '印刷しています…', en: 'Printing…' },
  out: { ja: '番号札をお取りください', en: 'Please take your ticket' },
  'not-printed': {
    ja: '紙が出ません。番号をひかえてください。職員にもお知らせください。',
    en: 'No paper came out. Please note your number, and tell our staff.',
  },
  unknown: {
    ja: '紙が出ないときは、番号をひかえて、職員にお知らせください。',
    en: 'If no paper comes out, please note your number and tell our staff.',
  },
  none: { ja: '番号をひかえてください', en: 'Please note your number' },
};

interface IssuedScreenProps {
  issued: Issued;
  service: KioskView['services'][number] | null;
  paper: Paper;
  /** The wait that was foreseen when the ticket was taken. */
  told: Estimate | null;
  page: string | null;
  /** Cancels the ticket; null where the section doesn't allow that. */
  undo: { readonly possible: boolean; readonly ask: () => void } | null;
  onBack: () => void;
}

export function IssuedScreen({ issued, service, paper, told, page, undo, onBack }: IssuedScreenProps) {
  const shownMs = paper === 'out' || paper === 'coming' ? SHOWN_MS : SHOWN_WITHOUT_PAPER_MS;
  const touches = useTouches();
  useEffect(() => {
    const timer = setTimeout(onBack, shownMs);
    return () => clearTimeout(timer);
  }, [shownMs, touches, onBack]);
  const failed = paper === 'not-printed';
  return (
    <Screen kind="issued">
      <div class="issued-number" role="status" data-testid="issued">
        <h1 class="issued-label">
          <Both text={{ ja: 'あなたの番号', en: 'Your number' }} stacked />
        </h1>
        <p class={`big-number number${issued.number.length > 4 ? ' long' : ''}`} data-testid="issued-number">
          {issued.number}
        </p>
        {service !== null && (
          <p class="issued-service">
            <Both text={service.name} stacked />
          </p>
        )}
        <ClosingNote estimate={told} here />
      </div>
      <p class={failed ? 'paper banner bad' : 'paper'} role="status" data-testid="paper" data-paper={paper}>
        <Both text={paperWords[paper]} stacked />
      </p>
      {page !== null && (
        <div class="issued-page">
          <Qr text={page + issued.code} label="あなたの番号のページ Your ticket's page" />
          <p>
            <Both
              text={{
                ja: 'スマートフォンで読み取ると、あと何人かが分かります',
                en: 'Scan to see how many are ahead of you',
              }}
              stacked
            />
          </p>
        </div>
      )}
      <div class="kiosk-actions">
        {undo !== null && (
          <button
            type="button"
            aria-disabled={!undo.possible}
            onClick={() => undo.possible && undo.ask()}
            data-testid="undo"
          >
            <Both text={{ ja: '間違えました（取り消す）', en: 'My mistake: cancel it' }} stacked />
          </button>
        )}
        <button type="button" class="primary" onClick={onBack} data-testid="back">
          <Both text={{ ja: '終わり', en: 'Done' }} stacked />
          <span
            class="running"
            style={{ animationDuration: `${shownMs}ms` }}
            key={`${shownMs} ${touches}`}
            aria-hidden="true"
          />
        </button>
      </div>
    </Screen>
  );
}

/** How often the screen was touched, or a key pressed, since it came. */
function useTouches(): number {
  const [touches, setTouches] = useState(0);
  useEffect(() => {
    const touched = () => setTouches((count) => count + 1);
    window.addEventListener('pointerdown', touched);
    window.addEventListener('keydown', touched);
    return () => {
      window.removeEventListener('pointerdown', touched);
      window.removeEventListener('keydown', touched);
    };
  }, []);
  return touches;
}
