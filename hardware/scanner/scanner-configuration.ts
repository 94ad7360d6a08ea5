import { z } from 'zod';
import { CounterId, Identifier } from '../../protocol/ground/identifiers.ts';
import { LinkConfiguration } from '../links/link-configuration.ts';

/** A code that is read is what a hand at the counter holds: see edge/counter/scans.ts for what it does. */
export const ScannerConfiguration = z.strictObject({
  id: Identifier,
  kind: z.literal('scanner'),
  driver: z.literal('serial'),
  link: LinkConfiguration,
  counter: CounterId,
});
export type ScannerConfiguration = z.infer<typeof ScannerConfiguration>;
