import { buttonPanel, levelPanel } from '../../hardware/button-panel/kind.ts';
import type { ButtonAction } from '../../hardware/button-panel/panel-configuration.ts';
import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import type { Timers } from '../../hardware/timers.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import type { CounterView, WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { Clock } from '../queue/clock.ts';
import type { CounterContext } from './counter-context.ts';

/**
 * A button pressed again within so long, and none in between, was pressed once; milliseconds of the unit's clock by a watch. Staff
 * who were in doubt pressed twice, and the second press would end the visit that the first one called.
 */
const ONCE_MS = 2_000;

export interface PressesOptions {
  readonly timers: Timers;
  readonly clock: Pick<Clock, 'speed'>;
}

/** Presses at the panels of counters, and at a level panel, become what they ask for. */
export function hearPresses(
  devices: readonly Configured[],
  { onCommand, shown }: CounterContext,
  { timers, clock }: PressesOptions,
): void {
  for (const { device, configuration } of devicesOf(buttonPanel, devices)) {
    let last: { readonly gesture: string; readonly ms: number } | null = null;
    const isAgain = (gesture: string): boolean => {
      const ms = timers.elapsedMs();
      if (last?.gesture === gesture && ms - last.ms < ONCE_MS / clock.speed) return true;
      last = { gesture, ms };
      return false;
    };
    device.onPress(({ gesture, action }) => {
      // Whoever is called again loses nothing by it.
      if (!isAgain(gesture) || action === 'recall')
        onCommand(commandOf(action, counterIn(shown(), configuration.counter)), device.id);
    });
  }
  // A level is what it is, however often it is pressed.
  for (const { device } of devicesOf(levelPanel, devices))
    device.onPress(({ action }) => onCommand({ type: 'declare-level', level: action }, device.id));
}

type Shown = Pick<CounterView, 'counter' | 'ticket'> & { readonly state: CounterView['state'] | null };

/** The counter as its sign and its lamps show it. Where nothing is known of it, nobody was seen there. */
const counterIn = (waiting: WaitingMessage | null, counter: number): Shown =>
  waiting?.counters.find((each) => each.counter === counter) ?? { counter, state: null, ticket: null };

/** What acts on a visit names the one that whoever pressed saw. PAUSE pressed at a paused counter resumes it: a panel has one button for both. */
function commandOf(action: ButtonAction, { counter, state, ticket }: Shown): Command {
  switch (action) {
    case 'pause-counter':
      return { type: state === 'paused' ? 'open-counter' : action, counter };
    case 'open-counter':
    case 'close-counter':
      return { type: action, counter };
    default:
      return { type: action, counter, visit: ticket };
  }
}
