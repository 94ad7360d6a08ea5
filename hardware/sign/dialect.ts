import { z } from 'zod';
import { CounterId, Identifier } from '../../protocol/ground/identifiers.ts';
import type { DeviceEnvironment } from '../device.ts';
import type { DeviceEntry } from '../device-kind.ts';
import { LinkConfiguration } from '../links/link-configuration.ts';
import type { SharedLinks } from '../links/shared-links.ts';
import type { Simulation, SimulationOptions } from '../simulation/simulation.ts';
import type { Sign } from './sign.ts';

/** What the entry of every sign says, whatever its dialect. */
export const signSettings = {
  id: Identifier,
  kind: z.literal('sign'),
  link: LinkConfiguration,
  counter: CounterId,
  /** The whole text is sent again this often, so that a sign that lost it shows it again. */
  refreshMs: z.int().min(500).max(20_000).default(3000),
};

/** How a make of signs is spoken to: the `driver` of its entry. A new one is a file, and a line in dialects.ts. */
export interface SignDialect<Schema extends z.ZodType<DeviceEntry>> {
  readonly driver: z.output<Schema>['driver'];
  readonly configuration: Schema;
  create(configuration: z.output<Schema>, environment: DeviceEnvironment, shared: SharedLinks): Promise<Sign>;
  simulate(configuration: z.output<Schema>, options: SimulationOptions): Promise<Simulation>;
}
