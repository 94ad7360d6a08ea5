import { z } from 'zod';
import { CounterId, Identifier } from '../../protocol/ground/identifiers.ts';
import { CardLinkConfiguration } from '../links/link-configuration.ts';

export const CardReaderConfiguration = z.strictObject({
  id: Identifier,
  kind: z.literal('card-reader'),
  driver: z.literal('pcsc'),
  link: CardLinkConfiguration.default({ pcsc: 'any' }),
  counter: CounterId,
  /** Whether what is printed on a resident's card may be read here, for the form that they asked for. */
  face: z.boolean().default(false),
});
export type CardReaderConfiguration = z.infer<typeof CardReaderConfiguration>;
