import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { PauseReason } from '../../protocol/queue/events.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { pauseReasons, pauseWords } from './staff-words.ts';

const BACK_IN_MINUTES = [10, 15, 30, 45, 60];
const MINUTE_MS = 60_000;

interface PauseFormProps {
  desk: Desk;
  counter: number;
  /** The pause key sends it as it stands. */
  form: RefObject<HTMLFormElement | null>;
  onDone: () => void;
}

/** Nobody is called to the counter for a while; why, and when somebody is back, as far as staff say so. */
export function PauseForm({ desk: { lead, commands, keys }, counter, form, onDone }: PauseFormProps) {
  const why = useRef<HTMLSelectElement>(null);
  const back = useRef<HTMLSelectElement>(null);
  const letter = keys.on ? keys.letters.pause : null;
  return (
    <form
      ref={form}
      class="row pause"
      onSubmit={async (event) => {
        event.preventDefault();
        const reason = why.current?.value as PauseReason | '' | undefined;
        const minutes = Number(back.current?.value ?? 0);
        const done = await commands.send({
          type: 'pause-counter',
          counter,
          ...(reason ? { reason } : {}),
          ...(minutes > 0 ? { until: lead.observedAt + minutes * MINUTE_MS } : {}),
        });
        if (done) onDone();
      }}
    >
      <label class="brief">
        <Both text={{ ja: '休止の理由', en: 'Pause for' }} /> {letter !== null && <kbd>{letter.toUpperCase()}</kbd>}
        <select ref={why} data-testid="pause-reason">
          <option value="">（書かない） Not told</option>
          {pauseReasons.map((reason) => (
            <option key={reason} value={reason}>
              {pauseWords[reason].ja} {pauseWords[reason].en}
            </option>
          ))}
        </select>
      </label>
      <label class="brief">
        <Both text={{ ja: '戻るまで', en: 'Back in' }} />
        <select ref={back} data-testid="pause-until">
          <option value="0">（未定） Not known</option>
          {BACK_IN_MINUTES.map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutes}分 min
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="act" data-testid="pause-counter">
        <Both text={{ ja: '休止する', en: 'Pause' }} />
      </button>
    </form>
  );
}
