import { useEffect, useRef, useState } from 'preact/hooks';
import { useBusy } from '../live/own-build.ts';
import { pageClock } from '../live/page-clock.ts';
import type { BoardCall } from './board-view.ts';
import { darkness, isLit, looked, nextLookMs, type Spotlight } from './spotlight.ts';

/** What is new among the calls that this page is told. While one is new the page is not reloaded. */
export function useSpotlight(calls: readonly BoardCall[]): Spotlight {
  const [, lookAgain] = useState(0);
  const spotlight = useRef(darkness);
  spotlight.current = looked(spotlight.current, calls, pageClock.nowMs());
  const next = nextLookMs(spotlight.current);
  useEffect(() => {
    if (next === null) return;
    return pageClock.after(next - pageClock.nowMs(), () => lookAgain((times) => times + 1));
  }, [next]);
  useBusy(isLit(spotlight.current));
  return spotlight.current;
}
