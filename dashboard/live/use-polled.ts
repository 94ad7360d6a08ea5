import { useEffect, useState } from 'preact/hooks';
import { getJson } from './api.ts';
import { type Live, LOST_AFTER_MS } from './live-feed.ts';
import { pageClock } from './page-clock.ts';
import { type LiveOrProblem, onPageSeen } from './use-live.ts';

const EVERY_MS = 3_000;
const AFTER_FAILURE_MS = 2_000;

/** A server's value, asked for every `everyMs` while the page is seen. It is stale after two answers in a row that didn't come. */
export function usePolled<T extends { readonly observedAt: number }>(
  url: string | null,
  everyMs = EVERY_MS,
): LiveOrProblem<T> {
  const [live, setLive] = useState<LiveOrProblem<T>>({
    value: null,
    status: 'connecting',
    heardAt: null,
    problem: null,
  });
  useEffect(() => {
    if (url === null) return;
    const stopped = new AbortController();
    let heardMs = pageClock.nowMs();
    let cancel = () => {};
    let asking = false;
    let missed = 0;

    const age = (): Live<T>['status'] | null => {
      const silentMs = pageClock.nowMs() - heardMs;
      if (silentMs >= Math.max(LOST_AFTER_MS, 4 * everyMs)) return 'lost';
      return silentMs >= (8 * everyMs) / 3 ? 'stale' : null;
    };
    const showAge = () => {
      const status = age();
      if (status !== null) setLive((now) => (now.status === status ? now : { ...now, status }));
    };
    const poll = async () => {
      cancel();
      showAge();
      if (asking) return;
      asking = true;
      const answer = await getJson<T>(url, stopped.signal);
      asking = false;
      if (stopped.signal.aborted) return;
      if (answer.ok) {
        heardMs = pageClock.nowMs();
        missed = 0;
        const heardAt = answer.observedAt ?? answer.value.observedAt;
        setLive({ value: answer.value, status: 'live', heardAt, problem: null });
      } else {
        missed += 1;
        const status = age() ?? (missed > 1 ? 'stale' : null);
        setLive((now) => ({ ...now, status: status ?? now.status, problem: answer.problem }));
      }
      if (document.visibilityState !== 'visible') return;
      cancel = pageClock.after(missed === 0 ? everyMs : Math.min(everyMs, AFTER_FAILURE_MS), poll);
    };

    poll();
    const unsee = onPageSeen(poll);
    return () => {
      stopped.abort();
      unsee();
      cancel();
    };
  }, [url, everyMs]);
  return live;
}
