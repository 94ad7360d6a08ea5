import type { SectionAddress } from '../../protocol/ground/identifiers.ts';
import { encode, type Fault, type Packet, topicOf } from '../../protocol/wire/topics.ts';
import { refuse } from '../core/refusals.ts';

/**
 * The answer to a command that can't be read, as one of a later version: whoever asked is told why, instead of hearing nothing
 * and taking the lead for away. `[]` where it is no command of this section, or has no id to be answered by.
 */
export const refuseUnread = (address: SectionAddress, { topic, id, faults }: Fault): readonly Packet[] =>
  topic === topicOf('commands', address) && id !== undefined
    ? [encode('replies', address, { id, refused: refuse('malformed', faults.join('; ')) })]
    : [];
