import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import type { SectionAddress } from '../../protocol/ground/identifiers.ts';
import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { CommandMessage } from '../../protocol/queue/command-messages.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { decode, encode, isFault, matchTopic } from '../../protocol/wire/topics.ts';
import { openBroker } from '../../protocol/wire/transport/broker.ts';
import type { LogRun } from '../queue/event-log.ts';
import type { Reply } from '../queue/section.ts';
import { toReply } from '../to-hub/uplink.ts';

export interface LanOptions {
  readonly host: string;
  readonly port: number;
  readonly address: SectionAddress;
  readonly unit: string;
  readonly logger: Logger;
  readonly onCommand: (message: CommandMessage) => Reply;
  readonly onUnit: (unit: string, message: UnitMessage) => void;
}

/** The section's own broker: it carries the same topics as the hub's, for this section alone, with no hub and no internet. */
export interface Lan extends Closable {
  readonly port: number;
  committed(run: LogRun): void;
  show(waiting: WaitingMessage): void;
  /** To the members' speakers, after {@link show} has told whom the counter serves. */
  announce(call: AnnouncementMessage): void;
}

/** @throws the listener's error */
export async function openLan(options: LanOptions): Promise<Lan> {
  const { address, logger, unit } = options;
  const told = new Set<string>();
  const broker = await openBroker(options, {
    onConnected: () => undefined,
    onPacket(topic, payload) {
      const read = decode(topic, payload);
      if (isFault(read)) {
        const named = matchTopic(topic) === undefined ? '(outside the contract)' : topic;
        const fault = `${named}: ${read.faults.join('; ')}`;
        if (!told.has(fault) && told.size < 1_000)
          logger.warn(
            { topic: named, faults: read.faults },
            'a message from the LAN was not understood and was dropped',
          );
        told.add(fault);
        return;
      }
      if (!('section' in read.address) || read.address.section !== address.section) return;
      if (read.channel === 'unit') options.onUnit(read.address.unit, read.message);
      else if (read.channel === 'commands')
        broker.publish(encode('replies', address, toReply(options.onCommand(read.message))));
    },
  });
  return {
    port: broker.port,
    committed: (run) => broker.publish(encode('events', address, { unit, ...run, events: [...run.events] })),
    show: (waiting) => broker.publish(encode('waiting', address, waiting)),
    announce: (call) => broker.publish(encode('announcements', address, call)),
    close: () => broker.close(),
  };
}
