import type { Finding } from '../../finding.ts';
import type { LinkReceiver } from '../link.ts';

/** What one device wants of a GPIO chip. Lines are BCM numbers, as printed beside the pins of the header. */
export interface GpioRequest {
  /** Lines that contacts are wired to. */
  readonly inputs: readonly number[];
  /** Lines that lamps are wired to; high is lit. */
  readonly outputs: readonly number[];
  /** To where an open contact is pulled. A closed one leads to the other: with `up`, active is low. */
  readonly pull: 'up' | 'down';
  /** Who asks, as others see it who want the same line. */
  readonly consumer: string;
}

/** A contact closed (`active`) or opened. `atMs` is when, on the clock of the timers, by the kernel's own word where it gives one. */
export interface GpioEdge {
  readonly line: number;
  readonly active: boolean;
  readonly atMs: number;
}

/** What a lamp shows. Who blinks, this machine's timers or a tool, is the link's affair. */
export type Signal = 'on' | 'off' | { readonly halfPeriodMs: number };

/**
 * The seam under every driver with bare wires: edges of contacts in, levels of lamps out. The kernel's interfaces and the
 * simulator plug in here, each made for one request.
 *
 * `open` asks for all its lines at once and rejects with a HardwareFault where it can't have them all, with none held then: `missing`
 * (no chip, or another than was asked for), `permission`, `busy` (its subject names the line and who holds it), `package-missing`.
 * It looks at the machine anew each time, resolves when edges are being watched, and lights nothing.
 * Edges come in the order in which they happened on a line; bounces are not taken out, and where the kernel has no time to keep
 * them some may be lost, but never the last one. The end of a connection is told by `closed`, once: the chip went away (`missing`),
 * or what watches it died (`lost`).
 */
export interface GpioLines {
  /** For logs: `GPIO 17,22,27`. */
  readonly name: string;
  open(receiver: LinkReceiver<GpioEdge>, signal: AbortSignal): Promise<GpioConnection>;
}

export interface GpioConnection {
  /** The inputs that were active when the watch began. */
  readonly active: ReadonlySet<number>;
  /** For whoever sets the unit up: the chip and the kernel's interface. */
  readonly findings: readonly Finding[];
  /** Makes a lamp show this from now on; it never waits and never fails. The newest wish counts. */
  drive(line: number, signal: Signal): void;
  /** Idempotent; resolves when all lines are free again and their lamps dark. */
  close(): Promise<void>;
}

export const nameOf = ({ inputs, outputs }: GpioRequest): string => `GPIO ${[...inputs, ...outputs].join(',')}`;
