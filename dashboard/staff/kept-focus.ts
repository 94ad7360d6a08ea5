import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/**
 * A keyboard goes on from where it was: when what had the focus is gone (a row of the queue, a question), the focus goes to the
 * first of these that the page has, and never to the body.
 */
export function useKeptFocus(fallbacks: readonly string[]): void {
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      last.current = target instanceof Element ? target : null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useLayoutEffect(() => {
    if (last.current === null || (document.activeElement ?? document.body) !== document.body) return;
    if (last.current.isConnected && last.current.closest('dialog:not([open])') === null) return;
    last.current = null;
    for (const fallback of fallbacks) {
      const found = document.querySelector<HTMLElement>(fallback);
      if (found !== null) return found.focus({ preventScroll: true });
    }
  });
}
