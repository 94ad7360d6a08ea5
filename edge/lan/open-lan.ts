import type { UnitMessage } from '../../protocol/ground/devices.ts';
import { type SectionAddress, sectionPath } from '../../protocol/ground/identifiers.ts';
import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import type { CommandMessage } from '../../protocol/queue/command-messages.ts';
import { decode, encode, isFault, matchTopic } from '../../protocol/wire/topics.ts';
import { openBroker } from '../../protocol/wire/transport/broker.ts';
import type { Bus, Delivery } from '../../protocol/wire/transport/bus.ts';
import type { Around } from '../queue/around.ts';
import { type Reply, toReply } from '../queue/section.ts';
import type { Unit } from '../queue/unit.ts';
import { refuseUnread } from '../queue/unread-command.ts';

export interface LanOptions {
  readonly host: string;
  readonly port: number;
  /** The section's other units; where they are not configured, those that speak first. */
  readonly members: readonly string[] | undefined;
  /** Who this unit is, where it asks who the others are: then their certificates say which of them are the section's. */
  readonly identity: IdentityFolder | undefined;
  /** A member asks for something, from an address on the network. */
  readonly onCommand: (message: CommandMessage, from: Pick<Delivery, 'from' | 'by'>) => Reply;
}

/** A section's broker carries little: at a Pi it may take so much of the memory, bytes. */
const BUDGET_BYTES = 16 * 1024 * 1024;
/** Units of a section that does not name them. */
const UNITS = 32;
/** So many different faults are told, each once. */
const FAULTS_TOLD = 1_000;

/**
 * Opens the section's own broker: it carries the same topics as the hub's, for this section alone, with no hub and no internet.
 * Resolves with the port that it listens on.
 *
 * @throws the listener's error
 */
export async function openLan(unit: Unit, around: Around, options: LanOptions): Promise<number> {
  const { host, port, identity, onCommand } = options;
  const { address, logger, parts, waiting } = unit;
  const members = new Map<string, Pick<UnitMessage, 'state' | 'devices'>>();
  const tell = faultsOnce(logger);
  const show = (now = waiting()): void => broker.publish(encode('waiting', address, now));
  const isMember = (name: string): boolean =>
    name !== unit.unit &&
    (identity !== undefined || (options.members?.includes(name) ?? (members.has(name) || members.size < UNITS)));
  const keeps = (topic: string): boolean => {
    const match = matchTopic(topic);
    return match?.channel === 'unit' && isOurs(match.address) && members.has(match.address.unit);
  };
  const isOurs = (at: object): boolean => 'section' in at && sectionPath(at as SectionAddress) === sectionPath(address);
  const broker = await openBroker(
    {
      host,
      port,
      logger,
      clients: ['member', 'booth', 'unit'],
      keeps,
      budgetBytes: BUDGET_BYTES,
      ...(identity === undefined ? {} : { credentials: identity }),
    },
    {
      onConnected: () => undefined,
      onPacket(topic, payload, from) {
        const read = decode(topic, payload);
        if (isFault(read)) {
          tell(topic, read.faults);
          for (const refusal of refuseUnread(address, read)) broker.publish(refusal);
          return;
        }
        if (!isOurs(read.address)) return;
        if (read.channel === 'unit') {
          const name = read.address.unit;
          if (!isMember(name))
            return tell(topic, ['a unit that is none of this section; if it is one, name it under members']);
          members.set(name, { state: read.message.state, devices: read.message.devices });
          parts.changed();
        } else if (read.channel === 'commands') {
          const reply = onCommand(read.message, from);
          // A member whose clock is wrong learns the time from it, and asks again.
          if ('refused' in reply && reply.refused.code === 'expired') show();
          broker.publish(encode('replies', address, toReply(reply)));
        }
      },
    },
  );
  parts.add(broker, {
    moved({ run, waiting: now, calls }) {
      broker.publish(encode('events', address, { unit: unit.unit, ...run, events: [...run.events] }));
      show(now);
      // To the members' speakers, after they have been told whom the counter serves.
      for (const call of calls) broker.publish(encode('announcements', address, call));
    },
  });
  around.members = () => [...members].map(([name, { state, devices }]) => ({ unit: name, state, devices }));
  broker.publish(encode('about', address, unit.about()));
  if (identity !== undefined) sayOnWhoIsShutOut(identity, { broker, address });
  show();
  return broker.port;
}

/** Members hear from their lead whom the city has shut out, also while no hub can be reached. */
function sayOnWhoIsShutOut(
  identity: IdentityFolder,
  { broker, address: { city } }: { broker: Bus; address: SectionAddress },
): void {
  const say = (): void => {
    const { revocations } = identity;
    if (revocations !== undefined) broker.publish(encode('revoked', { city }, revocations));
  };
  say();
  identity.onChange(say);
}

/** Warns of each fault once, without the words that somebody put into a topic of their own. */
function faultsOnce(logger: Unit['logger']): (topic: string, faults: readonly string[]) => void {
  const told = new Set<string>();
  return (topic, faults) => {
    const named = matchTopic(topic) === undefined ? '(outside the contract)' : topic;
    const fault = `${named}: ${faults.join('; ')}`;
    if (told.has(fault) || told.size >= FAULTS_TOLD) return;
    told.add(fault);
    logger.warn({ topic: named, faults }, 'a message from the LAN cannot be used and was dropped');
  };
}
