import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** `#3` → 3; null for anything that isn't a counter's number. */
export function counterInHash(hash: string): number | null {
  const match = /^#(\d{1,3})$/.exec(hash);
  const counter = Number(match?.[1] ?? 0);
  return counter >= 1 ? counter : null;
}

export interface ChosenCounter {
  /** Null until one is chosen. */
  readonly chosen: number | null;
  readonly choose: (counter: number) => void;
  /** Whoever is at the counter holds this browser there: neither another tab nor "back" turns it. */
  readonly hold: (held: boolean) => void;
}

/** The counter that this browser serves: in the address, so that "back" works, and remembered for the next morning. */
export function useChosenCounter(section: string): ChosenCounter {
  const name = `matazu.counter.${section}`;
  const [chosen, setChosen] = useState(() => {
    const first = counterInHash(location.hash) ?? counterInHash(`#${remembered(name) ?? ''}`);
    if (first !== null) history.replaceState(null, '', `#${first}`);
    return first;
  });
  const now = useRef({ chosen, held: false });
  now.current.chosen = chosen;
  useEffect(() => {
    const follow = () => {
      if (now.current.held) history.replaceState(null, '', `#${now.current.chosen ?? ''}`);
      else setChosen(counterInHash(location.hash));
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const choose = useCallback(
    (counter: number) => {
      if (now.current.held) return;
      remember(name, counter);
      location.hash = String(counter);
    },
    [name],
  );
  const hold = useCallback((held: boolean) => {
    now.current.held = held;
  }, []);
  return { chosen, choose, hold };
}

function remember(name: string, counter: number): void {
  try {
    localStorage.setItem(name, String(counter));
  } catch {
    // A browser that keeps nothing still has the address.
  }
}

function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
