import type { DeviceView } from '../../protocol/messages.ts';
import type { ButtonPanelConfiguration } from '../configuration.ts';
import type { DeviceEnvironment } from '../device.ts';
import { HardwareFault } from '../fault.ts';
import type { Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import type { ButtonPanel, ButtonPress, Led } from './button-panel.ts';

/** Lines at 9600 8N1. Signatures first; the body follows in the next commits. */
export class SerialButtonPanel implements ButtonPanel {
  readonly kind = 'button-panel';
  readonly id: string;
  readonly counter: number;

  constructor(configuration: ButtonPanelConfiguration, _link: Link, _environment: DeviceEnvironment) {
    this.id = configuration.id;
    this.counter = configuration.counter;
  }
  view(): DeviceView {
    return { id: this.id, kind: this.kind, state: 'unknown', detail: null };
  }
  onChange(_listener: (view: DeviceView) => void): Cancel {
    return () => {};
  }
  async open(): Promise<void> {
    throw new HardwareFault('failed', this.id);
  }
  async close(): Promise<void> {}
  onPress(_listener: (press: ButtonPress) => void): Cancel {
    return () => {};
  }
  setLeds(_leds: ReadonlyMap<number, Led>): void {}
}
