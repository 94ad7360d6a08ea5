import type { DeviceView } from '../../protocol/messages.ts';
import type { PrinterConfiguration } from '../configuration.ts';
import type { DeviceEnvironment } from '../device.ts';
import { HardwareFault } from '../fault.ts';
import type { Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import type { Printer, PrintOutcome, TicketJob } from './printer.ts';

/** ESC/POS over any link. Signatures first; the body follows in the next commits. */
export class EscPosPrinter implements Printer {
  readonly kind = 'printer';
  readonly id: string;

  constructor(configuration: PrinterConfiguration, _link: Link, _environment: DeviceEnvironment) {
    this.id = configuration.id;
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
  async print(_job: TicketJob): Promise<PrintOutcome> {
    throw new HardwareFault('failed', this.id);
  }
  pending(): number {
    return 0;
  }
}
