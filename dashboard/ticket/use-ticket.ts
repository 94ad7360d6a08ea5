import { useEffect, useRef, useState } from 'preact/hooks';
import type { OfficeView, TicketView } from '../../protocol/congestion/views.ts';
import { getJson, type Problem } from '../live/api.ts';
import { pageClock } from '../live/page-clock.ts';
import { type LiveOrProblem, onPageSeen, useLive } from '../live/use-live.ts';

const REFETCH_NOT_BEFORE_MS = 1_000;
const RETRY_AFTER_MS = 3_000;
/** What is over may have been a mistake, which staff take back. */
const OVER_ASKED_AGAIN_MS = 30_000;

/** `/t/{code}`; null where the address has no code. */
export function codeInPath(path: string): string | null {
  const code = /\/t\/([^/]+)\/?$/i.exec(path)?.[1] ?? '';
  try {
    return decodeURIComponent(code) || null;
  } catch {
    return null;
  }
}

const isOver = ({ state }: TicketView): boolean => state === 'done' || state === 'cancelled';

/** A ticket, asked for again whenever its office's figures change, but at most once a second. `whileHidden`: also while nobody sees the page. */
export function useTicket(code: string, whileHidden: boolean): LiveOrProblem<TicketView> {
  const [ticket, setTicket] = useState<TicketView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const over = ticket !== null && isOver(ticket);
  const office = ticket === null || over ? null : `${ticket.city}/${ticket.office}`;
  const stream = useLive<OfficeView>({
    stream: office === null ? null : `/api/v1/stream?office=${office}`,
    event: 'congestion',
    snapshot: `/api/v1/congestion/${office}`,
    timeOf: (view) => view.observedAt,
    whileHidden,
  });

  const refetch = useRef(() => {});
  useEffect(() => {
    const asking = new AbortController();
    let askedMs = Number.NEGATIVE_INFINITY;
    let cancel = () => {};
    const ask = async () => {
      askedMs = pageClock.nowMs();
      const answer = await getJson<TicketView>(`/api/v1/tickets/${encodeURIComponent(code)}`, asking.signal);
      if (asking.signal.aborted) return;
      if (answer.ok) setTicket(answer.value);
      setProblem(answer.ok ? null : answer.problem);
      if (!answer.ok && answer.problem.status !== 404) later(RETRY_AFTER_MS);
      if (answer.ok && isOver(answer.value) && document.visibilityState === 'visible') later(OVER_ASKED_AGAIN_MS);
    };
    const later = (delayMs: number) => {
      cancel();
      cancel = pageClock.after(Math.max(delayMs, askedMs + REFETCH_NOT_BEFORE_MS - pageClock.nowMs()), ask);
    };
    refetch.current = () => later(0);
    ask();
    const unsee = onPageSeen(() => later(0));
    return () => {
      asking.abort();
      cancel();
      unsee();
    };
  }, [code]);

  useEffect(() => {
    if (stream.value !== null) refetch.current();
  }, [stream.value]);

  if (ticket === null)
    return { value: null, status: problem === null ? 'connecting' : 'stale', heardAt: null, problem };
  // Just asked for, and the stream hasn't yet been silent for long: the ticket is the present.
  const fresh = stream.status === 'connecting' ? 'live' : stream.status;
  const status = over ? 'live' : problem !== null && fresh === 'live' ? 'stale' : fresh;
  return { value: ticket, status, heardAt: stream.heardAt ?? ticket.observedAt, problem };
}
