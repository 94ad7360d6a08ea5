import type { KioskView } from '../../protocol/wire/kiosk-view.ts';
import { Both } from '../parts/parts.tsx';
import { ClosingNote, WaitRangeWords } from '../parts/wait-range.tsx';

interface ServiceButtonsProps {
  lead: KioskView;
  /** The service whose ticket is being issued. */
  asked: string | null;
  press: (service: string) => void;
}

/** How many buttons share the screen: up to three, six, more. */
const crowd = (count: number): string => (count <= 3 ? 'few' : count <= 6 ? 'some' : 'many');

/** A button for each service. */
export function ServiceButtons({ lead, asked, press }: ServiceButtonsProps) {
  return (
    <section class={`choices ${crowd(lead.services.length)}`} aria-busy={asked !== null}>
      <h2>
        <Both text={{ ja: 'ご用件を押してください', en: 'Touch what you came for' }} stacked />
      </h2>
      <ul>
        {lead.services.map((service) => (
          <li key={service.service}>
            <Choice service={service} asked={asked} press={press} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChoiceProps extends Pick<ServiceButtonsProps, 'asked' | 'press'> {
  service: KioskView['services'][number];
}

function Choice({ service, asked, press }: ChoiceProps) {
  const isAsked = asked === service.service;
  return (
    <button
      type="button"
      class={`choice${isAsked ? ' asked' : ''}`}
      data-testid="kiosk-service"
      data-service={service.service}
      // Not `disabled`, which would take the focus from whoever pressed it with a key.
      aria-disabled={asked !== null}
      onClick={() => asked === null && press(service.service)}
    >
      {/* Browsers of 2020 lay out no grid in a button itself. */}
      <span class="choice-body">
        {service.letter !== null && <span class="letter">{service.letter}</span>}
        <span class="choice-name">
          <Both text={service.name} stacked />
        </span>
        <span class="choice-figures">
          {isAsked ? (
            <Both text={{ ja: '発行しています…', en: 'Please wait…' }} />
          ) : (
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
          )}
        </span>
        <ClosingNote estimate={service.estimate} />
      </span>
    </button>
  );
}
