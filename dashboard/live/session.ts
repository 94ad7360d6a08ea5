import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Me } from '../../protocol/wire/people.ts';
import { getJson, onDenied, type Problem } from './api.ts';
import { pageClock } from './page-clock.ts';
import { onPageSeen } from './use-live.ts';

/** How often it is asked whether somebody is still signed in, milliseconds. */
const ASK_EVERY_MS = 20_000;
const AFTER_FAILURE_MS = 2_000;

/** What a server says that has no sign-in of its own: whoever reaches it may do what it does. */
const ANYBODY: Me = {
  role: 'staff',
  name: null,
  may: [],
  views: ['staff', 'board', 'kiosk'],
  signIn: false,
  methods: { name: false, card: false, oidc: false },
  until: null,
  counters: null,
};

export interface Session {
  /** Who is at this browser; null until the server has said it. */
  readonly me: Me | null;
  /** Why it hasn't. */
  readonly problem: Problem | null;
  /** Asks anew: somebody has signed in or out, or did something. */
  readonly ask: () => void;
}

/** Who is at this browser, as its server says: at first, again and again while somebody is signed in, and when it answered that something isn’t for whoever is here. */
export function useSession(): Session {
  const [said, setSaid] = useState<Omit<Session, 'ask'>>({ me: null, problem: null });
  const asking = useRef(() => {});
  useEffect(() => {
    const stopped = new AbortController();
    let cancel = () => {};
    const ask = async () => {
      cancel();
      const answer = await getJson<Me>('/api/v1/me', stopped.signal);
      if (stopped.signal.aborted) return;
      cancel();
      const me = answer.ok ? answer.value : answer.problem.status === 404 ? ANYBODY : null;
      if (me === null) {
        if (!answer.ok) setSaid((now) => ({ ...now, problem: answer.problem }));
        cancel = pageClock.after(AFTER_FAILURE_MS, ask);
        return;
      }
      setSaid({ me, problem: null });
      if (me.until !== null) cancel = pageClock.after(ASK_EVERY_MS, ask);
    };
    asking.current = ask;
    ask();
    const unsee = onPageSeen(ask);
    const unhear = onDenied(ask);
    return () => {
      stopped.abort();
      cancel();
      unsee();
      unhear();
    };
  }, []);
  const ask = useCallback(() => asking.current(), []);
  return { ...said, ask };
}

/** Whether this person may ask for a command, at a counter where it is of one. Where nobody signs in, everybody may. */
export const mayAsk = ({ signIn, may, counters }: Me, command: string, counter: number | null = null): boolean =>
  !signIn || (may.includes(command) && (counter === null || counters === null || counters.includes(counter)));
