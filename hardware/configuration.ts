import { z } from 'zod';
import { kinds } from './kinds.ts';

const [first, ...others] = kinds;

/** One entry of a unit's `devices:`, of whichever kind. */
export const DeviceConfiguration = z.discriminatedUnion('kind', [
  first.configuration,
  ...others.map(({ configuration }) => configuration),
]);
export type DeviceConfiguration = z.infer<typeof DeviceConfiguration>;
