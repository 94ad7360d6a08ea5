import { useEffect, useRef } from 'preact/hooks';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import { clockTime } from '../base/format.ts';
import { type LiveOrProblem, useLive } from '../live/use-live.ts';
import { usePolled } from '../live/use-polled.ts';
import { Both, StaleBanner } from '../parts/parts.tsx';
import { AskStaff } from './ask-staff.tsx';
import { IssuedScreen } from './issued-screen.tsx';
import { paperState } from './kiosk-flow.ts';
import { ServiceButtons } from './service-buttons.tsx';
import { Trouble } from './trouble.tsx';
import { useKiosk } from './use-kiosk.ts';

/** How often what became of the ticket on the screen is asked for, milliseconds. */
const OWN_TICKET_EVERY_MS = 1_000;
const AFTER_REFUSAL_MS = 12_000;
const AFTER_UNSURE_MS = 60_000;

export function KioskPage() {
  const live = useLive<KioskView>({
    stream: '/api/v1/stream?view=kiosk',
    event: 'section',
    snapshot: '/api/v1/section?view=kiosk',
    timeOf: (view) => view.observedAt,
  });
  const kiosk = useKiosk();
  // What the pressed button said: once the ticket is taken, the section's estimate is the next visitor's.
  const told = useRef<Estimate | null>(null);
  const { state, back } = kiosk;
  const own = usePolled<OwnTicket>(
    state.at === 'issued' ? `/api/v1/tickets/${state.issued.ticket}` : null,
    OWN_TICKET_EVERY_MS,
  );
  useEffect(() => {
    const afterMs = { refused: AFTER_REFUSAL_MS, unsure: AFTER_UNSURE_MS, choosing: 0, asking: 0, issued: 0 }[state.at];
    if (afterMs === 0) return;
    const timer = setTimeout(back, afterMs);
    return () => clearTimeout(timer);
  }, [state.at, back]);

  const lead = live.value;
  if (lead === null) {
    return (
      <main class="kiosk middle">
        <StaleBanner live={live} />
        {live.status !== 'connecting' && <AskStaff />}
      </main>
    );
  }
  if (state.at === 'issued') {
    const service = lead.services.find((one) => one.service === state.service) ?? null;
    return (
      <IssuedScreen
        issued={state.issued}
        service={service}
        paper={paperState(lead.printer, own.value?.ticket === state.issued.ticket ? own.value.print : 'pending')}
        told={told.current}
        page={lead.ticketPage}
        onBack={back}
      />
    );
  }
  return (
    <main class="kiosk">
      <Head live={live} lead={lead} />
      {state.at === 'refused' || state.at === 'unsure' ? (
        <Trouble problem={state.at === 'refused' ? state.problem : null} onAgain={kiosk.again} onBack={back} />
      ) : (
        <ServiceButtons
          lead={lead}
          asked={state.at === 'asking' ? state.service : null}
          press={(service) => {
            told.current = lead.services.find((one) => one.service === service)?.estimate ?? null;
            kiosk.press(service);
          }}
          live={live}
        />
      )}
    </main>
  );
}

function Head({ live, lead }: { live: LiveOrProblem<KioskView>; lead: KioskView }) {
  const { printer } = lead;
  return (
    <header class="kiosk-head">
      <h1>
        <Both text={lead.name} stacked />
      </h1>
      {live.status === 'live' && (
        <p class="kiosk-clock figure">{clockTime(live.heardAt ?? lead.observedAt, lead.hours.timezone)}</p>
      )}
      <StaleBanner live={live} zone={lead.hours.timezone} />
      {printer !== 'ready' && lead.services.length > 0 && lead.reception === 'open' && (
        <p class="banner bad" role="status" data-testid="printer-warning">
          {printer === 'none' ? (
            <Both
              text={{
                ja: '番号は画面に出ます。紙は出ません。',
                en: 'Your number appears on the screen. No paper comes out.',
              }}
              stacked
            />
          ) : (
            <Both
              text={{
                ja: 'いま紙が出ません。番号は画面に出ます。ひかえるか、スマートフォンで読み取ってください。',
                en: 'No paper right now. Your number appears on the screen: note it or scan it.',
              }}
              stacked
            />
          )}
        </p>
      )}
    </header>
  );
}
