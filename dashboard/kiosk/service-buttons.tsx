import type { KioskView } from '../../protocol/wire/kiosk-view.ts';
import { closedWords } from '../base/words.ts';
import type { LiveOrProblem } from '../live/use-live.ts';
import { Both, LevelBadge } from '../parts/parts.tsx';
import { ClosingNote, WaitRangeWords } from '../parts/wait-range.tsx';
import { AskStaff } from './ask-staff.tsx';

/** A name of more characters is written smaller. */
const LONG_NAME = 12;

interface ServiceButtonsProps {
  lead: KioskView;
  /** The service whose ticket is being issued. */
  asked: string | null;
  press: (service: string) => void;
  live: LiveOrProblem<KioskView>;
}

/** A button for each service; where no ticket can be taken, what to do instead. */
export function ServiceButtons({ lead, asked, press, live }: ServiceButtonsProps) {
  if (lead.reception === 'closed') return <Closed lead={lead} />;
  if (lead.services.length === 0) return <NoTickets lead={lead} live={live} />;
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
            <Choice service={service} asked={asked} press={press} figures={figures} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChoiceProps extends Pick<ServiceButtonsProps, 'asked' | 'press'> {
  service: KioskView['services'][number];
  /** Whether figures are shown: they are of now. */
  figures: boolean;
}

function Choice({ service, asked, press, figures }: ChoiceProps) {
  return (
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
                  <WaitRangeWords estimate={service.estimate} waiting={service.waiting} />
                </span>
              )}
            </>
          )
        )}
      </span>
      {figures && <ClosingNote estimate={service.estimate} />}
    </button>
  );
}

function Closed({ lead }: { lead: KioskView }) {
  return (
    <section class="kiosk-message" data-testid="reception-closed">
      <p class="kiosk-words">
        <Both text={closedWords(lead)} stacked />
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

/** Of a section that counts nobody. */
function NoTickets({ lead, live }: Pick<ServiceButtonsProps, 'lead' | 'live'>) {
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
      <LevelBadge level={live.status === 'live' ? (lead.level ?? 'unknown') : 'unknown'} large />
      <AskStaff />
    </section>
  );
}
