import { useState } from 'preact/hooks';
import type { Me } from '../../../protocol/wire/people.ts';
import { Both } from '../parts.tsx';
import { AskingForm } from './asking-form.tsx';
import { Field, PinField } from './field.tsx';

interface CardFormProps {
  counter: number | null;
  onDone: (me: Me) => void;
}

/** A staff card on a counter's reader, then its PIN. First the lead is told that the next card there is for this: it closes no counter then. */
export function CardForm({ counter, onDone }: CardFormProps) {
  const [awaited, setAwaited] = useState<number | null>(null);
  if (awaited === null) return <AwaitCard counter={counter} onDone={setAwaited} />;
  return (
    <>
      <p role="status" class="card-now">
        <Both
          text={{
            ja: `${awaited}番窓口の読み取り機に職員カードを置いてから、1分以内に暗証番号を入れてください。`,
            en: `Put your card on the reader of counter ${awaited}, then type your PIN within a minute.`,
          }}
          stacked
        />
      </p>
      <AskingForm<Me>
        to="/api/v1/sign-in"
        read={(filled) => ({ counter: awaited, pin: filled('pin') })}
        onDone={onDone}
        yes={{ ja: 'サインイン', en: 'Sign in' }}
        testid="by-card"
        eager
      >
        <PinField />
      </AskingForm>
      <p>
        <button type="button" class="small" onClick={() => setAwaited(null)}>
          <Both text={{ ja: 'やり直す・ほかの窓口', en: 'Start again, or another counter' }} />
        </button>
      </p>
    </>
  );
}

interface AwaitCardProps {
  counter: number | null;
  onDone: (counter: number) => void;
}

/** At which counter the card will be put on the reader. */
function AwaitCard({ counter, onDone }: AwaitCardProps) {
  return (
    <AskingForm<null>
      to="/api/v1/sign-in/card"
      read={(filled) => ({ counter: Number(filled('counter')) })}
      onDone={(_, filled) => onDone(Number(filled('counter')))}
      yes={{ ja: 'カードを置く', en: 'Put the card' }}
      testid="await-card"
      eager
    >
      <CounterField counter={counter} />
    </AskingForm>
  );
}

export function CounterField({ counter, required = true }: { counter: number | null; required?: boolean }) {
  return (
    <Field
      name="counter"
      words={{ ja: 'カードを置く窓口の番号', en: 'The counter whose reader takes the card' }}
      inputMode="numeric"
      pattern="[0-9]{1,3}"
      autocomplete="off"
      required={required}
      initially={counter === null ? null : String(counter)}
    />
  );
}
