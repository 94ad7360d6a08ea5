import { buttonPanel, levelPanel } from '../../hardware/button-panel/kind.ts';
import type { ButtonAction } from '../../hardware/button-panel/panel-configuration.ts';
import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { CounterContext } from './counter-context.ts';

/** Presses at the panels of counters, and at a level panel, become what they ask for. */
export function hearPresses(devices: readonly Configured[], { onCommand, shown }: CounterContext): void {
  for (const { device, configuration } of devicesOf(buttonPanel, devices))
    device.onPress(({ action }) => onCommand(commandOf(action, configuration.counter, shown()), device.id));
  for (const { device } of devicesOf(levelPanel, devices))
    device.onPress(({ action }) => onCommand({ type: 'declare-level', level: action }, device.id));
}

/** PAUSE pressed at a paused counter resumes it: a panel has one button for both. */
function commandOf(action: ButtonAction, counter: number, shown: WaitingMessage | null): Command {
  const paused = shown?.counters.some((each) => each.counter === counter && each.state === 'paused') ?? false;
  return { type: action === 'pause-counter' && paused ? 'open-counter' : action, counter };
}
