import type { z } from 'zod';
import type { LocalText } from '../protocol/ground/identifiers.ts';
import type { Device, DeviceEnvironment } from './device.ts';
import type { Finding } from './finding.ts';
import type { DeviceLink } from './links/link-configuration.ts';
import type { SharedLinks } from './links/shared-links.ts';
import type { Simulation, SimulationOptions } from './simulation/simulation.ts';
import type { Timers } from './timers.ts';

/** What every entry of a unit's `devices:` says. */
export interface DeviceEntry {
  readonly id: string;
  readonly kind: string;
  readonly driver: string;
  readonly link: DeviceLink;
}

/**
 * What a kind of device is to everybody else; `hardware/kinds.ts` lists them. Its value is light: drivers, their packages and
 * simulators are loaded when `create` or `simulate` is called, so that a unit loads only what its configuration names.
 *
 * Its functions are given entries that its own schema has read.
 */
export interface DeviceKind<Schema extends z.ZodType<DeviceEntry> = z.ZodType<DeviceEntry>, D extends Device = Device> {
  readonly kind: z.output<Schema>['kind'];
  /** What people call it, in a label: 番号表示, number sign. */
  readonly name: LocalText;
  /** An entry of `devices:`, and all that can be wrong with it by itself. */
  readonly configuration: Schema;
  /** Its driver, not opened yet. A missing device is a state of the driver. @throws HardwareFault where a package is missing */
  create(configuration: z.output<Schema>, environment: DeviceEnvironment, shared: SharedLinks): Promise<D>;
  /** A simulated one that the driver of this entry can be plugged into. Left out where the link carries no bytes. */
  simulate?(configuration: z.output<Schema>, options: SimulationOptions): Promise<Simulation>;
  /** Which of this kind may stand at one port together; without it each needs a port of its own. */
  readonly shares?: {
    /** Who may, in the words of the configuration: `signs with addresses`. */
    readonly who: string;
    /** The field that tells those of one driver apart; one without it needs its port alone. */
    readonly by: string;
  };
  /** Why no member may have one: what to do instead. */
  readonly atLeadOnly?: string;
  /** What else its unit's configuration must name, and what to write where it doesn't. */
  readonly needs?: Readonly<Partial<Record<'data' | 'services' | 'duties', string>>>;
  /** What somebody does at it while `matazu probe` looks at it alone. */
  readonly asksFor?: { readonly words: string; readonly withinMs: number };
  /** A trial for all to see or hear, which `matazu probe` does only when it is told to. */
  readonly trial?: {
    /** The command's option that asks for it. */
    readonly option: 'print' | 'say';
    /** Told where it wasn't asked for. */
    readonly untried: string;
    run(device: D, configuration: z.output<Schema>, timers: Timers): Promise<Finding>;
  };
}
