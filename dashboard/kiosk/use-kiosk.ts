import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import type { Command } from '../../protocol/queue/commands.ts';
import { isRefusal, newKey, sendCommand } from '../live/api.ts';
import { type Ask, choosing, type KioskState, kioskFlow } from './kiosk-flow.ts';

/** How long a kiosk goes on asking by itself, with the same key, before it says that it doesn't know. */
const RETRY_AFTER_MS = [500, 1_500, 3_000];
/** A finger that taps twice must not press what the first tap brought up. */
const SECOND_TAP_MS = 900;

export interface Kiosk {
  readonly state: KioskState;
  readonly press: (service: string) => void;
  /** The number on the screen was taken by mistake. */
  readonly undo: () => void;
  readonly again: () => void;
  readonly back: () => void;
}

const commandOf = (ask: Ask): Command =>
  ask.type === 'issue'
    ? { type: 'issue', service: ask.service, by: 'kiosk' }
    : { type: 'cancel', ticket: ask.issued.ticket };

export function useKiosk(): Kiosk {
  const [state, dispatch] = useReducer(kioskFlow, choosing);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  const before = useRef(state.at);
  const asked = state.at === 'asking' ? state : null;

  useEffect(() => {
    if (before.current !== state.at) changedAt.current = performance.now();
    before.current = state.at;
  }, [state.at]);

  useEffect(() => {
    if (asked === null) return;
    const { ask, key } = asked;
    let given = false;
    const send = async () => {
      for (const waitMs of [...RETRY_AFTER_MS, null]) {
        const answer = await sendCommand(commandOf(ask), key);
        if (given) return;
        if (answer.ok) return dispatch({ type: 'answered', key, result: answer.value });
        if (isRefusal(answer.problem)) return dispatch({ type: 'refused', key, problem: answer.problem });
        if (waitMs !== null) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      dispatch({ type: 'no-answer', key });
    };
    send();
    return () => {
      given = true;
    };
  }, [asked?.key, asked !== null]);

  const settled = () => performance.now() - changedAt.current > SECOND_TAP_MS;
  return {
    state,
    press: (service) => settled() && dispatch({ type: 'press', service, key: newKey() }),
    undo: () => settled() && dispatch({ type: 'undo', key: newKey() }),
    again: () => settled() && dispatch({ type: 'again' }),
    back: useCallback(() => {
      if (performance.now() - changedAt.current > SECOND_TAP_MS) dispatch({ type: 'back' });
    }, []),
  };
}
