import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { clockTime, minutesBetween } from '../base/format.ts';
import { counterWords } from '../base/words.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { useShortcuts } from './shortcuts.ts';
import { Marks } from './ticket-marks.tsx';

type Counter = LeadView['counters'][number];
type Plain = Extract<Command, { counter: number }>['type'];

export function CounterPanel({ desk, counter }: { desk: Desk; counter: Counter }) {
  const { lead, commands } = desk;
  const transfer = useRef<HTMLSelectElement>(null);
  const serving = counter.ticketId !== null;
  const closed = counter.state === 'closed';
  const plain = (type: Exclude<Plain, 'call' | 'scan' | 'transfer'>) => () => {
    commands.send({ type, counter: counter.counter });
  };
  const next = plain('call-next');
  const when = (allowed: boolean, action: () => void) => (allowed && !commands.busy ? action : null);
  const keys = {
    n: when(true, next),
    r: when(serving, plain('recall')),
    a: when(serving, plain('absent')),
    h: when(serving, plain('hold')),
    f: when(serving, plain('finish')),
    t: when(serving, () => transfer.current?.focus()),
    p: when(!closed, plain(counter.state === 'paused' ? 'open-counter' : 'pause-counter')),
  };
  useShortcuts(keys);

  return (
    <section
      class="panel counter-panel"
      aria-labelledby="counter-title"
      data-testid="counter-panel"
      data-state={counter.state}
    >
      <Head counter={counter} />
      <Serving lead={lead} counter={counter} />
      <DeviceRefusal counter={counter} />
      <div class="commands">
        <Act name="call-next" act={keys.n} words={{ ja: '次を呼ぶ', en: 'Next' }} shortcut="N" primary />
        <Act name="recall" act={keys.r} words={{ ja: '再呼出', en: 'Recall' }} shortcut="R" />
        <Act name="absent" act={keys.a} words={{ ja: '不在', en: 'Absent' }} shortcut="A" />
        <Act name="hold" act={keys.h} words={{ ja: '保留', en: 'Hold' }} shortcut="H" />
        <Act name="finish" act={keys.f} words={{ ja: '終了', en: 'Finish' }} shortcut="F" />
      </div>
      <Transfer desk={desk} counter={counter} select={transfer} />
      <div class="row">
        {counter.state !== 'open' && (
          <Act
            name="open-counter"
            act={when(true, plain('open-counter'))}
            words={{ ja: '窓口を開く', en: 'Open' }}
            {...(closed ? {} : { shortcut: 'P' })}
          />
        )}
        {counter.state === 'open' && (
          <Act name="pause-counter" act={keys.p} words={{ ja: '休止する', en: 'Pause' }} shortcut="P" />
        )}
        {!closed && (
          <Act
            name="close-counter"
            act={when(true, plain('close-counter'))}
            words={{ ja: '窓口を閉じる', en: 'Close' }}
          />
        )}
      </div>
    </section>
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

function Head({ counter }: { counter: Counter }) {
  return (
    <div class="panel-head">
      <h2 id="counter-title">
        <Both text={{ ja: `${counter.counter}番窓口`, en: `Counter ${counter.counter}` }} />
      </h2>
      <span class={counter.state === 'open' ? 'chip good' : 'chip warn'}>
        <Both text={counterWords[counter.state]} />
      </span>
      {counter.duty !== null && (
        <span class="chip" title={counter.duty} data-testid="opened-by-card">
          <Both text={{ ja: '職員カード', en: 'By card' }} />
        </span>
      )}
    </div>
  );
}

interface TransferProps {
  desk: Desk;
  counter: Counter;
  select: RefObject<HTMLSelectElement | null>;
}

function Transfer({ desk: { lead, commands }, counter, select }: TransferProps) {
  const serving = counter.ticketId !== null;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        const service = select.current?.value;
        if (service && serving) commands.send({ type: 'transfer', counter: counter.counter, service });
      }}
    >
      <label class="grow">
        <Both text={{ ja: '別の業務へ引き継ぐ', en: 'Transfer to' }} /> <kbd>T</kbd>
        <select ref={select} disabled={!serving} data-testid="transfer-service">
          {lead.services.map(({ service, letter, name }) => (
            <option key={service} value={service}>
              {letter} {name.ja} {name.en}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="act" disabled={!serving || commands.busy} data-testid="transfer">
        <Both text={{ ja: '引き継ぐ', en: 'Transfer' }} />
      </button>
    </form>
  );
}

function Serving({ lead, counter }: { lead: LeadView; counter: Counter }) {
  const ticket = lead.tickets.find((one) => one.ticket === counter.ticketId) ?? null;
  if (counter.ticket === null) {
    return (
      <p class="serving nobody">
        <Both text={{ ja: 'ご案内中の方はいません', en: 'Nobody at this counter' }} />
      </p>
    );
  }
  const service = lead.services.find((one) => one.service === ticket?.service);
  return (
    <div class="serving">
      <p class="serving-number number" data-testid="serving-number">
        {counter.ticket}
      </p>
      <div>
        {service !== undefined && (
          <p class="serving-service">
            <Both text={service.name} />
          </p>
        )}
        {ticket !== null && counter.calledAt !== null && (
          <p>
            {clockTime(counter.calledAt, lead.hours.timezone)} 呼出・待ち{' '}
            {minutesBetween(ticket.issuedAt, counter.calledAt)}分{ticket.recalls > 0 && `・再呼出 ${ticket.recalls}回`}{' '}
            <span class="en" lang="en">
              called after {minutesBetween(ticket.issuedAt, counter.calledAt)} min
              {ticket.recalls > 0 && `, recalled ${ticket.recalls}×`}
            </span>
          </p>
        )}
        {ticket !== null && <Marks ticket={ticket} />}
      </div>
    </div>
  );
}

interface ActProps {
  name: Plain;
  /** Null: not now. */
  act: (() => void) | null;
  words: LocalText;
  shortcut?: string;
  primary?: boolean;
}

function Act({ name, act, words, shortcut, primary = false }: ActProps) {
  return (
    <button
      type="button"
      class={primary ? 'act primary' : 'act'}
      disabled={act === null}
      data-testid={name}
      // The second of a double click is no second visitor.
      onClick={({ detail }) => detail < 2 && act?.()}
      {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}
    >
      <Both text={words} stacked />
      {shortcut !== undefined && <kbd>{shortcut}</kbd>}
    </button>
  );
}
