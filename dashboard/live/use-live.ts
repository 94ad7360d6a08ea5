import { useEffect, useRef, useState } from 'preact/hooks';
import { getJson, type Problem } from './api.ts';
import { type Live, LiveFeed } from './live-feed.ts';
import { openSource } from './open-source.ts';
import { heardBuild } from './own-build.ts';
import { pageClock } from './page-clock.ts';

/**
 * Calls `resume` when the page is seen again: another tab was in front, the phone slept, or "back" brought it from the cache;
 * and `hidden` when it is not seen any more.
 */
export function onPageSeen(resume: () => void, hidden: () => void = () => {}): () => void {
  const visible = () => (document.visibilityState === 'visible' ? resume() : hidden());
  const shown = (event: PageTransitionEvent) => event.persisted && resume();
  document.addEventListener('visibilitychange', visible);
  window.addEventListener('pageshow', shown);
  window.addEventListener('online', resume);
  return () => {
    document.removeEventListener('visibilitychange', visible);
    window.removeEventListener('pageshow', shown);
    window.removeEventListener('online', resume);
  };
}

export interface StreamAddress<T> {
  /** Null: not listening. */
  readonly stream: string | null;
  readonly event: string;
  /** Where the same value can be asked for; says why, where the stream can't (404). */
  readonly snapshot: string;
  /** The value's own time by the server's clock; null where it has none. */
  readonly timeOf: (value: T) => number | null;
  /** Whether it is listened to also while nobody sees the page: somebody waits to be told by sound. */
  readonly whileHidden?: boolean;
}

export type LiveOrProblem<T> = Live<T> & { readonly problem: Problem | null };

/** Whether the server answers that it doesn't know this browser, or not as such a screen: it shows nothing before it does. */
export const isUnknownHere = ({ problem }: LiveOrProblem<unknown>): boolean =>
  problem?.status === 401 || problem?.code === 'not-allowed';

const nothing = { value: null, status: 'connecting', heardAt: null, problem: null } as const;

/** A server's value, kept true by its stream. The address's strings decide when to listen anew. */
export function useLive<T>(address: StreamAddress<T>): LiveOrProblem<T> {
  const { stream, event, snapshot, timeOf, whileHidden = false } = address;
  const timeOfLatest = useRef(timeOf);
  timeOfLatest.current = timeOf;
  const listensHidden = useRef(whileHidden);
  listensHidden.current = whileHidden;
  const [live, setLive] = useState<LiveOrProblem<T>>(nothing);
  useEffect(() => {
    setLive(nothing);
    if (stream === null) return;
    const asking = new AbortController();
    const feed = new LiveFeed<T>({
      event,
      open: () => openSource(stream),
      timeOf: (value) => timeOfLatest.current(value),
      clock: pageClock,
      random: Math.random,
      onChange: (next) => setLive({ ...next, problem: null }),
      onBuild: heardBuild,
      ask: () => {
        getJson<T>(snapshot, asking.signal).then((answer) => {
          if (asking.signal.aborted) return;
          if (answer.ok) feed.offer(answer.value);
          else setLive((now) => ({ ...now, problem: answer.problem }));
        });
      },
    });
    const listens = () => listensHidden.current || document.visibilityState === 'visible';
    const letGo = () => !listens() && feed.pause();
    feed.open();
    letGo();
    const unsee = onPageSeen(() => listens() && feed.resume(), letGo);
    return () => {
      unsee();
      asking.abort();
      feed.close();
    };
  }, [stream, event, snapshot]);
  return live;
}
