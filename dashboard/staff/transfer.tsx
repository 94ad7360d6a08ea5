import type { RefObject } from 'preact';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';

interface TransferProps {
  desk: Desk;
  counter: LeadView['counters'][number];
  select: RefObject<HTMLSelectElement | null>;
  /** The keyboard goes on outside of the choice. */
  onDone: () => void;
}

/** Whoever is at the counter goes on to another service, with the same number. */
export function Transfer({ desk: { lead, commands, keys }, counter, select, onDone }: TransferProps) {
  const { ticketId: visit } = counter;
  const letter = keys.on ? keys.letters.transfer : null;
  const own = lead.tickets.find(({ ticket }) => ticket === visit)?.service;
  const others = lead.services.filter(({ service }) => service !== own);
  if (others.length === 0) return null;
  return (
    <form
      class="row"
      onSubmit={async (event) => {
        event.preventDefault();
        const service = select.current?.value;
        if (!service || visit === null) return;
        const done = await commands.send({ type: 'transfer', counter: counter.counter, visit, service });
        if (done) onDone();
      }}
    >
      <label class="grow">
        <Both text={{ ja: '別の業務へ引き継ぐ', en: 'Transfer to' }} />{' '}
        {letter !== null && <kbd>{letter.toUpperCase()}</kbd>}
        <select ref={select} data-testid="transfer-service">
          {others.map(({ service, letter: of, name }) => (
            <option key={service} value={service}>
              {of} {name.ja} {name.en}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="act" aria-disabled={visit === null} data-testid="transfer">
        <Both text={{ ja: '引き継ぐ', en: 'Transfer' }} />
      </button>
    </form>
  );
}
