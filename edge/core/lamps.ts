import type { WaitingMessage } from '../../protocol/queue/waiting.ts';

/** `blink` is slow. `fast` asks for somebody; a panel that knows one blinking only shows it as that. */
export type Lamp = 'on' | 'off' | 'blink' | 'fast';

export interface CounterLampsOptions {
  /** Gesture to action; a lamp belongs to a button's plain press. */
  readonly buttons: Readonly<Record<string, string>>;
  readonly counter: number;
  /** Null: the lead can't be reached. */
  readonly waiting: WaitingMessage | null;
  /** Whether another device of this unit does not work. */
  readonly deviceFault: boolean;
}

/**
 * How the lamps of one counter's panel should be. A panel whose lead can't be reached blinks all over; else NEXT is lit
 * while somebody waits in the section, PAUSE while paused, and what needs a visit while there is one. Where a device of the
 * unit does not work, PAUSE blinks fast (NEXT, on a panel without PAUSE), but a paused counter says that it is paused.
 */
export function lampsFor({ buttons, counter: id, waiting, deviceFault }: CounterLampsOptions): Map<number, Lamp> {
  const plain = Object.entries(buttons).filter(([gesture]) => /^\d+$/.test(gesture));
  if (waiting === null) return new Map(plain.map(([button]) => [Number(button), 'blink']));
  const counter = waiting.counters.find(({ counter }) => counter === id);
  const someone = waiting.services.some((service) => service.waiting > 0);
  const visit = counter !== undefined && counter.ticket !== null;
  const tellsFault = plain.some(([, action]) => action === 'pause-counter') ? 'pause-counter' : 'call-next';
  const lit = (action: string): boolean => {
    switch (action) {
      case 'call-next':
        return someone;
      case 'pause-counter':
        return counter?.state === 'paused';
      case 'open-counter':
        return counter?.state === 'open';
      case 'close-counter':
        return counter === undefined || counter.state === 'closed';
      default:
        return visit;
    }
  };
  const lampOf = (action: string): Lamp => {
    if (deviceFault && action === tellsFault && counter?.state !== 'paused') return 'fast';
    return lit(action) ? 'on' : 'off';
  };
  return new Map(plain.map(([button, action]) => [Number(button), lampOf(action)]));
}
