import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayInOffice } from '../base/format.ts';
import type { Live } from '../live/live-feed.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { WhoIsHere } from './who.tsx';

export function StaffHead({ desk, live }: { desk: Desk; live: Live<unknown> }) {
  const { lead, commands, who, may, ask } = desk;
  const open = lead.reception === 'open';
  const at = live.heardAt ?? lead.observedAt;
  return (
    <header class="staff-head">
      <h1>
        <Both text={lead.name} />
      </h1>
      <p class="figure">
        {open && lead.day !== null ? lead.day : dayInOffice(at, lead.hours.timezone)}{' '}
        {live.status === 'live' && <b>{clockTime(at, lead.hours.timezone)}</b>}
      </p>
      {live.status === 'live' && <HubState hub={lead.hub} />}
      {!lead.clockTrusted && (
        <p class="chip bad" data-testid="clock-untrusted">
          <Both text={{ ja: '時計が合っていません', en: 'Clock not set' }} />
        </p>
      )}
      <p class={open ? 'chip good' : 'chip'} data-testid="reception" data-reception={lead.reception}>
        <Both text={open ? { ja: '受付中', en: 'Reception open' } : { ja: '受付終了', en: 'Reception closed' }} />
      </p>
      {open && may('close-reception') && (
        <button
          type="button"
          class="act"
          data-testid="close-reception"
          onClick={() =>
            ask({
              words: {
                ja: '受付を終了しますか。新しい番号札は出なくなります。お待ちの方は続けてお呼びできます。',
                en: 'End reception? No new numbers will be given out; those who wait can still be called.',
              },
              yes: { ja: '受付を終了する', en: 'End reception' },
              act: () => commands.send({ type: 'close-reception' }),
            })
          }
        >
          <Both text={{ ja: '受付を終了', en: 'End reception' }} />
        </button>
      )}
      {!open && may('open-day') && (
        <button type="button" class="act" data-testid="open-day" onClick={() => commands.send({ type: 'open-day' })}>
          <Both text={{ ja: '受付を開始', en: 'Open reception' }} />
        </button>
      )}
      <WhoIsHere me={who.me} />
    </header>
  );
}

/** What the hub takes in at once, as it does in normal work, is not late. */
const LATE_AFTER_MS = 10_000;

/** Whether this has been so for a while, milliseconds. */
function useLasting(is: boolean, forMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    setLasting(false);
    if (!is) return;
    const timer = setTimeout(() => setLasting(true), forMs);
    return () => clearTimeout(timer);
  }, [is, forMs]);
  return lasting;
}

function HubState({ hub }: { hub: Desk['lead']['hub'] }) {
  if (hub.state === 'none') return null;
  const late = useLasting(hub.pending > 0, LATE_AFTER_MS);
  return (
    <p
      class={hub.state === 'connected' ? 'chip good' : 'chip warn'}
      data-testid="hub"
      data-hub={hub.state}
      data-pending={hub.pending}
    >
      <Both
        text={
          hub.state === 'connected'
            ? { ja: '市のサーバー：接続中', en: 'City server: connected' }
            : { ja: '市のサーバー：接続なし（窓口は使えます）', en: 'City server: offline; counters work on' }
        }
      />
      {late && <span class="figure"> 未送信 {hub.pending}件</span>}
    </p>
  );
}
