import type { WaitingMessage } from '../../protocol/messages.ts';

export type Lamp = 'on' | 'off' | 'blink';

/**
 * How the lamps of one counter's panel should be. A panel whose lead can't be reached blinks all over; else NEXT is lit
 * while somebody waits in the section, pause while paused, and what needs a visit while there is one.
 */
export function lampsFor(
  buttons: Readonly<Record<string, string>>,
  counterId: number,
  waiting: WaitingMessage | null,
): Map<number, Lamp> {
  const counter = waiting?.counters.find(({ counter }) => counter === counterId);
  const someone = waiting?.services.some((service) => service.waiting > 0) ?? false;
  const visit = counter !== undefined && counter.ticket !== null;
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
  return new Map(
    Object.entries(buttons).map(([button, action]) => [
      Number(button),
      waiting === null ? 'blink' : lit(action) ? 'on' : 'off',
    ]),
  );
}
