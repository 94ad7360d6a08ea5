import type { DeviceEnvironment } from '../device.ts';
import type { GpioLinkConfiguration, LinkConfiguration } from '../links/link-configuration.ts';
import type { Panel } from './button-panel.ts';
import type { Gesture } from './gestures.ts';

export interface CreatePanelOptions<Kind extends string, Action> {
  readonly id: string;
  readonly kind: Kind;
  readonly actions: Readonly<Record<Gesture, Action>>;
  readonly link: LinkConfiguration | GpioLinkConfiguration;
}

/** A panel by how it is wired; not opened yet. Only what that wiring needs is loaded. */
export async function createPanel<Kind extends string, Action>(
  { link, ...panel }: CreatePanelOptions<Kind, Action>,
  environment: DeviceEnvironment,
): Promise<Panel<Kind, Action>> {
  if ('gpio' in link) {
    const [{ gpioPanel, gpioRequest }, { MachineGpio }] = await Promise.all([
      import('./gpio-panel.ts'),
      import('../links/gpio/machine-gpio.ts'),
    ]);
    const pins = new Map(Object.entries(link.gpio).map(([button, wires]) => [Number(button), wires]));
    const request = gpioRequest(panel.id, pins, link.pull);
    const lines = new MachineGpio({ ...link, request, timers: environment.timers });
    return gpioPanel({ ...panel, pins, lines, environment });
  }
  const [{ serialPanel }, { createLink }] = await Promise.all([
    import('./serial-panel.ts'),
    import('../links/create-link.ts'),
  ]);
  return serialPanel({ ...panel, link: await createLink(link), environment });
}
