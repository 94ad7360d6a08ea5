import { z } from 'zod';
import { Instant, UniqueId } from '../ground/identifiers.ts';
import { Command, Refusal } from './commands.ts';
import { StoredEvent } from './events.ts';

export const CommandMessage = z.object({ id: UniqueId, expiresAt: Instant, command: Command });
export type CommandMessage = z.infer<typeof CommandMessage>;

export const ReplyMessage = z.union([
  z.object({ id: UniqueId, events: z.array(StoredEvent) }),
  z.object({ id: UniqueId, refused: Refusal }),
]);
export type ReplyMessage = z.infer<typeof ReplyMessage>;
