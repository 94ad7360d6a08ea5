import { useEffect, useRef } from 'preact/hooks';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { clockTime } from '../base/format.ts';
import { type LiveOrProblem, useLive } from '../live/use-live.ts';
import { Both, LevelBadge, StaleBanner } from '../parts/parts.tsx';
import { ClosingNote, WaitRangeWords } from '../parts/wait-range.tsx';
import { IssuedScreen } from './issued-screen.tsx';
import { paperState, printerState } from './kiosk-flow.ts';
import { useKiosk } from './use-kiosk.ts';

/** A name of more characters is written smaller. */
const LONG_NAME = 12;
const AFTER_REFUSAL_MS = 12_000;
const AFTER_UNSURE_MS = 60_000;

export function KioskPage() {
  const live = useLive<LeadView>({
    stream: '/api/v1/stream',
    event: 'section',
    snapshot: '/api/v1/section',
    timeOf: (view) => view.observedAt,
  });
  const kiosk = useKiosk();
  // What the pressed button said: once the ticket is taken, the section's estimate is the next visitor's.
  const told = useRef<Estimate | null>(null);
  const { state, back } = kiosk;
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
        paper={paperState(lead, state.issued.ticket)}
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
        <section class="kiosk-message" role="alert" data-testid={state.at}>
          {state.at === 'refused' ? (
            <p class="kiosk-words">
              <Both text={state.problem} stacked />
            </p>
          ) : (
            <p class="kiosk-words">
              <Both
                text={{
                  ja: '番号札をお取りできたか確かめられません。もう一度押しても、番号は1つだけです。',
                  en: 'We could not confirm your number. Pressing again will never take two.',
                }}
                stacked
              />
            </p>
          )}
          <AskStaff />
          <div class="kiosk-actions">
            {state.at === 'unsure' && (
              <button type="button" class="primary" onClick={kiosk.again}>
                <Both text={{ ja: 'もう一度', en: 'Try again' }} stacked />
              </button>
            )}
            <button type="button" onClick={back}>
              <Both text={{ ja: '最初にもどる', en: 'Back to start' }} stacked />
            </button>
          </div>
        </section>
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

function AskStaff() {
  return (
    <p class="ask-staff">
      <Both text={{ ja: 'お困りのときは職員へお声がけください。', en: 'Please ask our staff for help.' }} stacked />
    </p>
  );
}

function Head({ live, lead }: { live: LiveOrProblem<LeadView>; lead: LeadView }) {
  const printer = printerState(lead);
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

interface ServiceButtonsProps {
  lead: LeadView;
  asked: string | null;
  press: (service: string) => void;
  live: LiveOrProblem<LeadView>;
}

function ServiceButtons({ lead, asked, press, live }: ServiceButtonsProps) {
  if (lead.reception === 'closed') {
    return (
      <section class="kiosk-message" data-testid="reception-closed">
        <p class="kiosk-words">
          <Both text={{ ja: 'ただいま受付時間外です。', en: 'Reception is closed.' }} stacked />
        </p>
        {lead.restDay !== null && (
          <p class="kiosk-words" data-testid="rest-day">
            <Both text={{ ja: `本日は${lead.restDay.ja}です。`, en: `Today: ${lead.restDay.en}` }} stacked />
          </p>
        )}
        <p class="hours figure">
          受付時間 <span class="en">Hours</span> {lead.hours.opens}〜{lead.hours.closes}
        </p>
        <AskStaff />
      </section>
    );
  }
  if (lead.services.length === 0) {
    return (
      <section class="kiosk-message" data-testid="no-tickets">
        <p class="kiosk-words">
          <Both
            text={{
              ja: 'この課では番号札はいりません。窓口へお越しください。',
              en: 'No number is needed here. Please come to the counter.',
            }}
            stacked
          />
        </p>
        <LevelBadge level={live.status === 'live' ? (lead.declared?.level ?? 'unknown') : 'unknown'} large />
        <AskStaff />
      </section>
    );
  }
  const figures = live.status === 'live';
  const many = lead.services.length > 4;
  return (
    <section class="choices" aria-busy={asked !== null}>
      <h2>
        <Both text={{ ja: 'ご用件を押してください', en: 'Touch what you came for' }} stacked />
      </h2>
      <ul class={many ? 'many' : ''} style={{ '--services': lead.services.length }}>
        {lead.services.map((service) => (
          <li key={service.service}>
            <button
              type="button"
              class={`choice${asked === service.service ? ' asked' : ''}`}
              data-testid="kiosk-service"
              data-service={service.service}
              disabled={asked !== null}
              onClick={() => press(service.service)}
            >
              <span class="letter">{service.letter}</span>
              <span class={service.name.ja.length > LONG_NAME ? 'choice-name long' : 'choice-name'}>
                <Both text={service.name} stacked />
              </span>
              <span class="choice-figures">
                {asked === service.service ? (
                  <Both text={{ ja: '発行しています…', en: 'Please wait…' }} stacked />
                ) : (
                  figures && (
                    <>
                      <span class="choice-waiting" data-testid="waiting" data-waiting={service.waiting}>
                        待ち <b class="figure">{service.waiting}</b>人{' '}
                        <span class="en" lang="en">
                          waiting
                        </span>
                      </span>
                      {service.estimate !== null && (
                        <span data-testid="estimate">
                          <WaitRangeWords estimate={service.estimate} />
                        </span>
                      )}
                    </>
                  )
                )}
              </span>
              {figures && <ClosingNote estimate={service.estimate} />}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
