import type { DeviceKind } from '../device-kind.ts';
import type { Simulation, SimulationOptions } from '../simulation/simulation.ts';
import type { ButtonPanel, LevelPanel } from './button-panel.ts';
import { buttonsOf, type Gesture, isPlain } from './gestures.ts';
import { ButtonPanelConfiguration, LevelPanelConfiguration } from './panel-configuration.ts';

export const buttonPanel: DeviceKind<typeof ButtonPanelConfiguration, ButtonPanel> = {
  kind: 'button-panel',
  name: { ja: 'ボタン', en: 'buttons' },
  configuration: ButtonPanelConfiguration,
  async create({ id, kind, buttons: actions, link }, environment) {
    const { createPanel } = await import('./create-panel.ts');
    return createPanel({ id, kind, actions, link }, environment);
  },
  simulate: simulatePanel,
};

export const levelPanel: DeviceKind<typeof LevelPanelConfiguration, LevelPanel> = {
  kind: 'level-panel',
  name: { ja: '混み具合ボタン', en: 'level buttons' },
  configuration: LevelPanelConfiguration,
  async create({ id, kind, buttons: actions, link }, environment) {
    const { createPanel } = await import('./create-panel.ts');
    return createPanel({ id, kind, actions, link }, environment);
  },
  simulate: simulatePanel,
  atLeadOnly: "a level is declared at the section's lead; configure the panel there",
};

/** A panel that speaks lines, as wide as its entry needs. */
async function simulatePanel(
  { buttons: actions }: { readonly buttons: Readonly<Record<Gesture, string>> },
  { timers }: SimulationOptions,
): Promise<Simulation> {
  const { ButtonPanelSimulator } = await import('./simulator.ts');
  const simulator = new ButtonPanelSimulator({ timers, buttons: Math.max(...Object.keys(actions).flatMap(buttonsOf)) });
  const plain = Object.entries(actions).filter(([gesture]) => isPlain(gesture));
  return {
    simulator,
    look: () => ({
      buttons: plain.map(([gesture, action]) => {
        const button = Number(gesture);
        return { button, action, led: simulator.leds.get(button) ?? 'off' };
      }),
    }),
    onChange: (listener) => simulator.onLeds(listener),
    press: (button) => simulator.press(button),
    close: () => {},
  };
}
