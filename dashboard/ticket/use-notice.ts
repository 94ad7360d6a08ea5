import { useEffect, useRef, useState } from 'preact/hooks';
import type { TicketView } from '../../protocol/congestion/views.ts';
import { playChime } from '../parts/chime.ts';
import { isNear, noticeDue, ticketTitle } from './notice.ts';

export interface Notice {
  /** How many ahead the resident asked to be told at; null: not asked. */
  readonly wanted: number | null;
  readonly choose: (wanted: number | null) => void;
  readonly sound: boolean;
  readonly setSound: (on: boolean) => void;
  /** The last thing told, while it still holds. */
  readonly told: 'called' | 'near' | null;
}

const VIBRATION_MS = { near: [300, 150, 300], called: [600, 200, 600, 200, 600] };

/** Tells by vibration, title and sound, as long as this page is open. Nothing leaves the page. */
export function useNotice(ticket: TicketView | null): Notice {
  const [wanted, setWanted] = useState<number | null>(null);
  const [sound, setSound] = useState(false);
  const [told, setTold] = useState<'called' | 'near' | null>(null);
  const before = useRef<TicketView | null>(null);
  const audio = useRef<AudioContext | null>(null);

  useEffect(() => {
    if (ticket === null) return;
    document.title = ticketTitle(ticket);
    const due = noticeDue(before.current, ticket, wanted);
    before.current = ticket;
    if (ticket.state !== 'waiting' && ticket.state !== 'called') setTold(null);
    if (due === null) return;
    setTold(due);
    navigator.vibrate?.(VIBRATION_MS[due]);
    if (sound && audio.current !== null) playChime(audio.current);
  }, [ticket, wanted, sound]);

  useKeptAwake(wanted !== null && ticket?.state === 'waiting');

  return {
    wanted,
    sound,
    told,
    choose: (next) => {
      // Chosen too late to wait for: said at once.
      setTold(next !== null && ticket !== null && isNear(ticket, next) ? 'near' : null);
      setWanted(next);
    },
    setSound: (on) => {
      setSound(on);
      if (!on) return;
      // Only a press may open sound; the chime now is also the proof that it can be heard.
      audio.current ??= new AudioContext();
      audio.current.resume();
      playChime(audio.current);
    },
  };
}

/** Keeps the screen on where the browser can: a phone that sleeps hears nothing. */
function useKeptAwake(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const take = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        const taken = await navigator.wakeLock.request('screen');
        if (ended) await taken.release();
        else lock = taken;
      } catch {
        // A low battery may refuse; the page says that it must stay open.
      }
    };
    take();
    document.addEventListener('visibilitychange', take);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', take);
      lock?.release();
    };
  }, [wanted]);
}
