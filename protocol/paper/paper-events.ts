import { z } from 'zod';
import { Instant, UniqueId } from '../ground/identifiers.ts';
import { openEnum } from '../ground/open-enum.ts';

/** What a printer could prove: the matching process id came back, or the bytes were written and no more is known. */
export const PrintProof = z.enum(['process-id', 'sent']);
export type PrintProof = z.infer<typeof PrintProof>;

const at = Instant;
const ticket = UniqueId;

/** What happens to the paper of a ticket. A section's lead folds these to what it knows of each print (edge/core/paper.ts). */
export const PaperEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('print-started'), at, ticket }),
  z.object({ type: z.literal('ticket-printed'), at, ticket, proof: openEnum(PrintProof, 'sent') }),
  z.object({ type: z.literal('print-failed'), at, ticket, reason: z.string().max(200) }),
  z.object({ type: z.literal('reprint-requested'), at, ticket }),
]);
export type PaperEvent = z.infer<typeof PaperEvent>;
