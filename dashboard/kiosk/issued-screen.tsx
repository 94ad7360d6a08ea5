import { useEffect } from 'preact/hooks';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { KioskView } from '../../protocol/wire/kiosk-view.ts';
import { Both } from '../parts/parts.tsx';
import { Qr } from '../parts/qr.tsx';
import { ClosingNote } from '../parts/wait-range.tsx';
import type { Issued, paperState } from './kiosk-flow.ts';

/** Long enough to take the paper; longer where the number has to be written down or scanned. */
const SHOWN_MS = 10_000;
const SHOWN_WITHOUT_PAPER_MS = 30_000;

type Paper = ReturnType<typeof paperState>;

const paperWords: Readonly<Record<Paper, { ja: string; en: string }>> = {
  coming: { ja: '印刷しています…', en: 'Printing…' },
  out: { ja: '番号札をお取りください', en: 'Please take your ticket' },
  'not-printed': {
    ja: '紙が出ません。番号をひかえてください。職員にもお知らせください。',
    en: 'No paper came out. Please note your number, and tell our staff.',
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
  onBack: () => void;
}

export function IssuedScreen({ issued, service, paper, told, page, onBack }: IssuedScreenProps) {
  const shownMs = paper === 'out' || paper === 'coming' ? SHOWN_MS : SHOWN_WITHOUT_PAPER_MS;
  useEffect(() => {
    const timer = setTimeout(onBack, shownMs);
    return () => clearTimeout(timer);
  }, [shownMs, onBack]);
  const failed = paper === 'not-printed';
  return (
    <main class="kiosk issued" data-testid="issued">
      <div class="issued-number" role="status">
        <h1 class="issued-label">
          <Both text={{ ja: 'あなたの番号', en: 'Your number' }} stacked />
        </h1>
        <p class="big-number number" data-testid="issued-number">
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
        <button type="button" onClick={onBack} data-testid="back">
          <Both text={{ ja: '終わり', en: 'Done' }} stacked />
          <span class="running" style={{ animationDuration: `${shownMs}ms` }} key={shownMs} aria-hidden="true" />
        </button>
      </div>
    </main>
  );
}
