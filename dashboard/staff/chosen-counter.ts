import { useEffect, useState } from 'preact/hooks';

/** `#3` → 3; null for anything that isn't a counter's number. */
export function counterInHash(hash: string): number | null {
  const match = /^#(\d{1,3})$/.exec(hash);
  const counter = Number(match?.[1] ?? 0);
  return counter >= 1 ? counter : null;
}

/** The counter that this browser serves: in the address, so that "back" works, and remembered for the next morning. */
export function useChosenCounter(section: string): [number | null, (counter: number) => void] {
  const name = `matazu.counter.${section}`;
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const chosen = counterInHash(hash) ?? counterInHash(`#${remembered(name) ?? ''}`);
  const choose = (counter: number) => {
    try {
      localStorage.setItem(name, String(counter));
    } catch {
      // A browser that keeps nothing still has the address.
    }
    location.hash = String(counter);
  };
  return [chosen, choose];
}

function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
