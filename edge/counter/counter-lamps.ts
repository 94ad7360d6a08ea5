import { buttonPanel, levelPanel } from '../../hardware/button-panel/kind.ts';
import type { LevelPanelConfiguration } from '../../hardware/button-panel/panel-configuration.ts';
import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { type Lamp, lampsFor } from '../core/lamps.ts';

/** How the lamps of a level panel should be now, by button. */
export type LevelLamps = (levels: LevelPanelConfiguration['buttons']) => ReadonlyMap<number, Lamp>;

/** Gives back what lights all lamps of a unit's panels as they should be. Without `levelLamps` those of a level panel are dark. */
export function counterLamps(
  devices: readonly Configured[],
  levelLamps: LevelLamps = () => new Map(),
): (waiting: WaitingMessage | null) => void {
  const panels = devicesOf(buttonPanel, devices);
  const levelPanels = devicesOf(levelPanel, devices);
  const othersFail = (id: string): boolean =>
    devices.some(({ device }) => device.id !== id && ['fault', 'offline'].includes(device.view().state));
  return (waiting) => {
    for (const { device, configuration } of panels)
      device.setLeds(lampsFor({ ...configuration, waiting, deviceFault: othersFail(device.id) }));
    for (const { device, configuration } of levelPanels) device.setLeds(levelLamps(configuration.buttons));
  };
}
