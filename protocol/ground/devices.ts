import { z } from 'zod';
import { Identifier, Instant } from './identifiers.ts';
import { openEnum } from './open-enum.ts';

/** `attention`: works, but someone should look soon (paper near end). `fault`: does not work until someone acts. */
export const DeviceState = z.enum(['ok', 'attention', 'fault', 'offline', 'unknown']);
export type DeviceState = z.infer<typeof DeviceState>;

export const DeviceView = z.object({
  id: Identifier,
  kind: z.string().max(32),
  state: openEnum(DeviceState, 'unknown'),
  /** What is wrong and what to do, in the words of the staff, Japanese; null where all is well. */
  detail: z.string().max(200).nullable().default(null),
});
export type DeviceView = z.infer<typeof DeviceView>;

const UnitState = z.enum(['online', 'offline']);

export const UnitMessage = z.object({
  /** A unit that is gone says `offline`, by its last will; one that says anything else is there. */
  state: openEnum(UnitState, 'online'),
  at: Instant,
  version: z.string().max(40),
  devices: z.array(DeviceView).max(64).default([]),
});
export type UnitMessage = z.infer<typeof UnitMessage>;
