import { useRef } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { HoldReason } from '../../protocol/queue/events.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { commandWords } from '../base/command-words.ts';
import { clockTime } from '../base/format.ts';
import { counterWords } from '../base/words.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { PauseForm } from './pause-form.tsx';
import { Press } from './press.tsx';
import { isCalling, Serving } from './serving.tsx';
import { commandOf, type ShortcutName, shortcutNames, useShortcuts } from './shortcuts.ts';
import { holdReasons, holdWords, pauseWords } from './staff-words.ts';
import { Transfer } from './transfer.tsx';

type Counter = LeadView['counters'][number];

export function CounterPanel({ desk, counter }: { desk: Desk; counter: Counter }) {
  const { lead, commands, may, keys } = desk;
  const panel = useRef<HTMLElement>(null);
  const transfer = useRef<HTMLSelectElement>(null);
  const holdReason = useRef<HTMLSelectElement>(null);
  const pause = useRef<HTMLFormElement>(null);
  const { counter: id, ticketId: visit } = counter;
  /** What acts on whoever is drawn here; null while nobody is. */
  const onVisit = (type: 'recall' | 'absent' | 'finish' | 'arrived') =>
    visit === null ? null : () => commands.send({ type, counter: id, visit });
  const acts = {
    'call-next': () => commands.send({ type: 'call-next', counter: id, visit }),
    arrived: isCalling(lead, counter) ? onVisit('arrived') : null,
    recall: onVisit('recall'),
    absent: onVisit('absent'),
    hold: visit === null ? null : () => hold(desk, { counter: id, visit, reason: holdReason.current }),
    finish: onVisit('finish'),
    transfer: visit === null ? null : () => transfer.current?.focus(),
    pause: counter.state === 'open' ? () => pause.current?.requestSubmit() : () => open(desk, id),
    undo: undoOf(desk),
  };
  const allowed = shortcutNames.filter(
    (name) => may(commandOf(name)) && !(name === 'pause' && counter.state === 'closed'),
  );
  useShortcuts(keys, Object.fromEntries(allowed.map((name) => [name, acts[name]])));
  const button = (name: Exclude<ShortcutName, 'transfer' | 'pause' | 'undo'>) =>
    may(name) && (
      <Press
        name={name}
        act={acts[name]}
        kind={name === 'call-next' ? 'act primary' : 'act'}
        shortcut={keys.on ? (keys.letters[name]?.toUpperCase() ?? null) : null}
      >
        <Both text={commandWords[name]} stacked />
      </Press>
    );

  return (
    <section
      ref={panel}
      tabIndex={-1}
      class="panel counter-panel"
      aria-labelledby="counter-title"
      data-testid="counter-panel"
      data-state={counter.state}
    >
      <Head counter={counter} zone={lead.hours.timezone} />
      <Serving lead={lead} counter={counter} />
      <DeviceRefusal counter={counter} />
      <div class="commands">
        {button('call-next')}
        {button('arrived')}
        {button('recall')}
        {button('absent')}
        {button('hold')}
        {button('finish')}
      </div>
      {may('hold') && <HoldReasonChoice select={holdReason} />}
      {may('transfer') && (
        <Transfer desk={desk} counter={counter} select={transfer} onDone={() => panel.current?.focus()} />
      )}
      <div class="row">
        {counter.state !== 'open' && may('open-counter') && (
          <Press name="open-counter" act={() => open(desk, id)}>
            <Both text={commandWords['open-counter']} stacked />
          </Press>
        )}
        {counter.state === 'open' && may('pause-counter') && (
          <PauseForm desk={desk} counter={id} form={pause} onDone={() => panel.current?.focus()} />
        )}
        {counter.state !== 'closed' && may('close-counter') && (
          <Press name="close-counter" act={() => commands.send({ type: 'close-counter', counter: id })}>
            <Both text={commandWords['close-counter']} stacked />
          </Press>
        )}
      </div>
    </section>
  );
}

const open = ({ commands }: Desk, counter: number) => commands.send({ type: 'open-counter', counter });

function undoOf({ commands }: Desk): (() => void) | null {
  const { note } = commands;
  const undo = note?.kind === 'told' ? note.undo : null;
  return undo === null ? null : () => commands.send({ type: 'restore', ticket: undo.ticket });
}

interface Hold {
  counter: number;
  visit: string;
  reason: HTMLSelectElement | null;
}

async function hold({ commands }: Desk, { counter, visit, reason }: Hold): Promise<void> {
  const chosen = reason?.value as HoldReason | '' | undefined;
  const done = await commands.send({ type: 'hold', counter, visit, ...(chosen ? { reason: chosen } : {}) });
  if (done && reason !== null) reason.value = '';
}

/** What the next hold is for: the resident reads it on the ticket's page. */
function HoldReasonChoice({ select }: { select: { current: HTMLSelectElement | null } }) {
  return (
    <label class="row">
      <Both text={{ ja: '保留の理由', en: 'Hold for' }} />
      <select ref={select} class="grow" data-testid="hold-reason">
        <option value="">（書かない） Not told</option>
        {holdReasons.map((reason) => (
          <option key={reason} value={reason}>
            {holdWords[reason].ja} {holdWords[reason].en}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Why a button, a scanner or a card at this counter did nothing a moment ago: a device has no words of its own. */
function DeviceRefusal({ counter: { refused } }: { counter: Counter }) {
  return (
    <div role="status" data-testid="device-refusal">
      {refused !== null && (
        <p class="banner bad note">
          <Both
            text={{ ja: `窓口の機器から：${refused.message.ja}`, en: `At the counter: ${refused.message.en}` }}
            stacked
          />
        </p>
      )}
    </div>
  );
}

function Head({ counter, zone }: { counter: Counter; zone: string }) {
  return (
    <div class="panel-head">
      <h2 id="counter-title">
        <Both text={{ ja: `${counter.counter}番窓口`, en: `Counter ${counter.counter}` }} />
      </h2>
      <span class={counter.state === 'open' ? 'chip good' : 'chip warn'} data-testid="counter-state">
        <Both text={counter.state === 'paused' ? pausedWords(counter.pause, zone) : counterWords[counter.state]} />
      </span>
      {counter.duty !== null && (
        <span class="chip" title={counter.duty} data-testid="opened-by-card">
          <Both text={{ ja: '職員カード', en: 'By card' }} />
        </span>
      )}
    </div>
  );
}

/** Paused, why, and until when, as far as staff said so. */
function pausedWords(pause: Counter['pause'], zone: string): LocalText {
  const paused = counterWords.paused;
  const reason = pause?.reason == null ? null : pauseWords[pause.reason];
  const until = pause?.until == null ? null : clockTime(pause.until, zone);
  const ja = [reason?.ja, until === null ? null : `${until}まで`].filter(Boolean).join('・');
  const en = [reason?.en, until === null ? null : `until ${until}`].filter(Boolean).join(', ');
  return ja === '' ? paused : { ja: `${paused.ja}（${ja}）`, en: `${paused.en} (${en})` };
}
