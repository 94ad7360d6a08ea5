import type { DeviceView } from '../../protocol/messages.ts';
import type { SignConfiguration } from '../configuration.ts';
import type { DeviceEnvironment } from '../device.ts';
import { HardwareFault } from '../fault.ts';
import type { Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import type { Sign } from './sign.ts';

/** Framed text over serial. Signatures first; the body follows in the next commits. */
export class SerialSign implements Sign {
  readonly kind = 'sign';
  readonly id: string;
  readonly counter: number;

  constructor(configuration: SignConfiguration, _link: Link, _environment: DeviceEnvironment) {
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
  show(_number: string | null): void {}
}
