import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import { clockTime } from '../base/format.ts';
import { useBusy } from '../live/own-build.ts';
import { isUnknownHere, type LiveOrProblem, useLive } from '../live/use-live.ts';
import { usePolled } from '../live/use-polled.ts';
import { PairScreen } from '../parts/pair-screen.tsx';
import { Both } from '../parts/parts.tsx';
import { IssuedScreen } from './issued-screen.tsx';
import { type Issued, type KioskState, paperState } from './kiosk-flow.ts';
import { Away, Cancelled, Closed, NoTickets, Refused, Unsure } from './messages.tsx';
import { remembered } from './remembered.ts';
import { Message, Screen } from './screen.tsx';
import { ServiceButtons } from './service-buttons.tsx';
import { type Kiosk, useKiosk } from './use-kiosk.ts';

/** How long what is said after a press stands, milliseconds; 0: until something else is pressed or answered. */
const SHOWN_MS: Readonly<Record<KioskState['at'], number>> = {
  choosing: 0,
  asking: 0,
  issued: 0,
  refused: 12_000,
  cancelled: 12_000,
  unsure: 60_000,
};
/** How often what became of the ticket on the screen is asked for, milliseconds. */
const OWN_TICKET_EVERY_MS = 1_000;

export function KioskPage() {
  const live = useLive<KioskView>({
    stream: '/api/v1/stream?view=kiosk',
    event: 'section',
    snapshot: '/api/v1/section?view=kiosk',
    timeOf: (view) => view.observedAt,
  });
  const kiosk = useKiosk();
  const { state, back } = kiosk;
  useBusy(state.at !== 'choosing');
  useEffect(() => {
    if (SHOWN_MS[state.at] === 0) return;
    const timer = setTimeout(back, SHOWN_MS[state.at]);
    return () => clearTimeout(timer);
  }, [state.at, back]);
  // What the pressed button said: once the ticket is taken, the section's estimate is the next visitor's.
  const told = useRef<Estimate | null>(null);
  const press = (service: string) => {
    told.current = live.value?.services.find((one) => one.service === service)?.estimate ?? null;
    kiosk.press(service);
  };

  if (isUnknownHere(live)) return <PairScreen />;
  const lead = live.value;
  const away = isAway(live);
  const issued = shownTicket(state);
  if (lead !== null && issued !== null)
    return <OwnNumber lead={lead} away={away} kiosk={kiosk} issued={issued} told={told.current} />;
  const known = remembered(lead);
  if (away)
    return (
      <Framed kind="away" name={known?.name ?? null} time={null}>
        <Away paperRoll={known?.paperRoll ?? null} />
      </Framed>
    );
  if (lead === null)
    return (
      <Framed kind="connecting" name={known?.name ?? null} time={null}>
        <Message testid="connecting" words={{ ja: '読み込んでいます…', en: 'Loading…' }} />
      </Framed>
    );
  const time = clockTime(live.heardAt ?? lead.observedAt, lead.hours.timezone);
  return (
    <Framed kind={kindOf(state, lead)} name={lead.name} time={time}>
      <Now lead={lead} kiosk={kiosk} press={press} />
    </Framed>
  );
}

/** Whether nobody can give a number here: the lead has fallen silent, or was not there when the page came. */
const isAway = ({ value, status, problem }: LiveOrProblem<KioskView>): boolean =>
  status === 'stale' || status === 'lost' || (value === null && problem !== null);

/** The ticket on the screen, also while it is asked to be cancelled. */
function shownTicket(state: KioskState): Issued | null {
  if (state.at === 'issued') return state.issued;
  return state.at === 'asking' && state.ask.type === 'cancel' ? state.ask.issued : null;
}

/** Which screen it is: whatever had the focus goes with its screen. */
function kindOf({ at }: KioskState, { reception, services }: KioskView): string {
  if (at !== 'choosing' && at !== 'asking') return at;
  if (reception === 'closed') return 'closed';
  return services.length === 0 ? 'no-tickets' : 'choosing';
}

interface FramedProps {
  kind: string;
  name: KioskView['name'] | null;
  time: string | null;
  children: ComponentChildren;
}

/** A screen under the section's name and the time. */
function Framed({ kind, name, time, children }: FramedProps) {
  return (
    <Screen key={kind} kind={kind}>
      <header class="kiosk-head">
        <h1>
          {name === null ? <Both text={{ ja: '番号札', en: 'Numbers' }} stacked /> : <Both text={name} stacked />}
        </h1>
        {time !== null && <p class="kiosk-clock figure">{time}</p>}
      </header>
      {children}
    </Screen>
  );
}

function Now({ lead, kiosk, press }: { lead: KioskView; kiosk: Kiosk; press: (service: string) => void }) {
  const { state, again, back } = kiosk;
  switch (state.at) {
    case 'refused':
      return <Refused ask={state.ask} problem={state.problem} onBack={back} />;
    case 'unsure':
      return <Unsure ask={state.ask} onAgain={again} onBack={back} />;
    case 'cancelled':
      return <Cancelled issued={state.issued} paper={lead.printer !== 'none'} onBack={back} />;
  }
  if (lead.reception === 'closed') return <Closed lead={lead} />;
  if (lead.services.length === 0) return <NoTickets lead={lead} />;
  const asked = state.at === 'asking' && state.ask.type === 'issue' ? state.ask.service : null;
  return (
    <>
      <Paper printer={lead.printer} />
      <ServiceButtons lead={lead} asked={asked} press={press} />
    </>
  );
}

/** What there is to know of paper before a number is taken. */
function Paper({ printer }: Pick<KioskView, 'printer'>) {
  if (printer === 'ready') return null;
  const words =
    printer === 'none'
      ? { ja: '番号は画面に出ます。紙は出ません。', en: 'Your number appears on the screen. No paper comes out.' }
      : {
          ja: 'いま紙が出ません。番号は画面に出ます。ひかえるか、スマートフォンで読み取ってください。',
          en: 'No paper right now. Your number appears on the screen: note it or scan it.',
        };
  return (
    <p class={printer === 'none' ? 'kiosk-hint' : 'kiosk-hint banner bad'} role="status" data-testid="paper-hint">
      <Both text={words} />
    </p>
  );
}

interface OwnNumberProps {
  lead: KioskView;
  away: boolean;
  kiosk: Kiosk;
  issued: Issued;
  told: Estimate | null;
}

function OwnNumber({ lead, away, kiosk, issued, told }: OwnNumberProps) {
  const { value: own } = usePolled<OwnTicket>(`/api/v1/tickets/${issued.ticket}`, OWN_TICKET_EVERY_MS);
  const possible = !away && kiosk.state.at === 'issued' && (own?.state ?? 'waiting') === 'waiting';
  return (
    <IssuedScreen
      issued={issued}
      service={lead.services.find(({ service }) => service === issued.service) ?? null}
      paper={paperState(lead.printer, own?.print ?? 'pending', away)}
      told={told}
      page={lead.ticketPage}
      undo={lead.undo ? { possible, ask: kiosk.undo } : null}
      onBack={kiosk.back}
    />
  );
}
