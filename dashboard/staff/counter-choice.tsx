import { useState } from 'preact/hooks';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';

interface CounterChoiceProps {
  desk: Desk;
  choose: (counter: number) => void;
}

/** The counters of one's duty and who is at each. Whoever is served here keeps this browser at their counter. */
export function CounterChoice({ desk: { counters, counter: chosen }, choose }: CounterChoiceProps) {
  const held = chosen?.ticket ?? null;
  /** The number that was at this counter when another one was asked for. */
  const [kept, setKept] = useState<string | null>(null);
  return (
    <>
      <nav class="counters" aria-label="窓口 Counters">
        {counters.map(({ counter, ticket, state }) => (
          <button
            type="button"
            key={counter}
            aria-pressed={counter === chosen?.counter}
            aria-disabled={held !== null && counter !== chosen?.counter}
            data-testid="choose-counter"
            data-counter={counter}
            onClick={() => (held !== null && counter !== chosen?.counter ? setKept(held) : choose(counter))}
          >
            <b class="figure">{counter}</b>番{' '}
            <span class="counter-now number">
              {state === 'open' ? (ticket ?? '空き') : state === 'paused' ? '休止' : '閉'}
            </span>
          </button>
        ))}
      </nav>
      <div role="status">
        {kept !== null && kept === held && (
          <p class="note" data-testid="counter-kept">
            <Both
              text={{
                ja: `${held} の方がいらっしゃるあいだは、ほかの窓口に切り替わりません。`,
                en: `This stays at the counter of ${held} until that visit is over.`,
              }}
            />
          </p>
        )}
      </div>
    </>
  );
}
