import { randomUUID } from 'node:crypto';
import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import type { SectionAddress } from '../../protocol/ground/identifiers.ts';
import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import { isLeadOf } from '../../protocol/identity/identity.ts';
import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { ReplyMessage } from '../../protocol/queue/command-messages.ts';
import type { Command, Refusal } from '../../protocol/queue/commands.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { decode, encode, isFault, topicOf } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';
import { connectBus } from '../../protocol/wire/transport/mqtt-bus.ts';
import { standingAt } from '../../protocol/wire/transport/standing.ts';
import { refuse } from '../core/refusals.ts';
import type { Clock } from '../queue/clock.ts';
import { leadTime } from './lead-time.ts';

export interface ToLeadOptions {
  readonly address: SectionAddress;
  readonly unit: string;
  /** `mqtt://host:port` of the lead's own broker. */
  readonly url: string;
  /** Who this unit is, where it can show that. */
  readonly identity: IdentityFolder | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly unitMessage: (state: 'online' | 'offline') => UnitMessage;
  /** What waits, as the lead says; null: it can't be reached. */
  readonly onWaiting: (waiting: WaitingMessage | null) => void;
  readonly onAnnouncement: (call: AnnouncementMessage) => void;
  /** Nothing came of what a device asked for. */
  readonly onRefused: (device: string, refusal: Refusal) => void;
}

/** A press that the lead hasn't answered is sent again this often, with the same id, so it acts once; milliseconds. */
const AGAIN_MS = 500;
/** After this a press is given up: whoever pressed has pressed again or gone; milliseconds. */
const PRESS_LIVES_MS = 3_000;

/** What was asked of the lead and is not answered yet. */
interface Press {
  readonly device: string;
  readonly command: Command;
  readonly untilMs: number;
}

/** A member's way to its lead: what the lead says comes down, what a device asks for goes up until it is answered or given up. */
export class ToLead implements Closable {
  readonly #options: ToLeadOptions;
  readonly #presses = new Map<string, Press>();
  readonly #lead: ReturnType<typeof leadTime>;
  readonly #bus: Bus;
  readonly #again: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  /** Connects at once, and goes on trying. */
  constructor(options: ToLeadOptions) {
    this.#options = options;
    this.#lead = leadTime(options.clock, () => performance.now());
    this.#bus = this.#connect();
    this.#again = setInterval(() => this.#askAgain(), AGAIN_MS);
  }

  ask(command: Command, device: string): void {
    if (!this.#bus.connected) {
      const told = 'a button was pressed while the lead could not be reached; nothing was done';
      this.#options.logger.warn({ device, command: command.type }, told);
      return this.#options.onRefused(device, refuse('lead-unreachable'));
    }
    const id = randomUUID();
    const press = { device, command, untilMs: performance.now() + PRESS_LIVES_MS };
    this.#presses.set(id, press);
    this.#send(id, press);
  }

  /** Tells the lead of this unit's devices, as they are now. */
  announce(state: 'online' | 'offline' = 'online'): void {
    const { address, unit, unitMessage } = this.#options;
    this.#bus.publish(encode('unit', { ...address, unit }, unitMessage(state)));
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      clearInterval(this.#again);
      this.announce('offline');
      await this.#bus.close();
    })();
    return this.#closing;
  }

  #connect(): Bus {
    const { address, unit, url, identity, logger } = this.#options;
    return connectBus(
      {
        url,
        ...standingAt(url, { machine: identity, expects: isLeadOf(address), name: `matazu-${unit}` }),
        subscriptions: [
          topicOf('waiting', address),
          topicOf('replies', address),
          topicOf('announcements', address),
          ...(identity === undefined ? [] : [topicOf('revoked', address)]),
        ],
        will: () => encode('unit', { ...address, unit }, this.#options.unitMessage('offline')),
        logger,
      },
      {
        onConnected: () => this.announce(),
        onDisconnected: () => this.#options.onWaiting(null),
        onPacket: (topic, payload, { retained }) => this.#take(topic, payload, retained),
      },
    );
  }

  #take(topic: string, payload: Uint8Array, retained: boolean): void {
    const { logger, onWaiting, onAnnouncement } = this.#options;
    const read = decode(topic, payload);
    if (isFault(read))
      logger.warn({ topic, faults: read.faults }, 'a message from the lead was not understood and was dropped');
    else if (read.channel === 'waiting') {
      if (!retained) this.#lead.hear(read.message.observedAt);
      onWaiting(read.message);
    } else if (read.channel === 'announcements') onAnnouncement(read.message);
    else if (read.channel === 'replies') this.#answered(read.message);
    else if (read.channel === 'revoked') this.#options.identity?.adopt(read.message);
  }

  #send(id: string, { command, untilMs }: Press): void {
    const { address, clock } = this.#options;
    const expiresAt = Math.ceil(this.#lead.now() + (untilMs - performance.now()) * clock.speed);
    this.#bus.publish(encode('commands', address, { id, expiresAt, command }));
  }

  #answered(reply: ReplyMessage): void {
    const press = this.#presses.get(reply.id);
    if (press === undefined) return;
    // This unit was wrong about the lead's time, which came before this answer: asked again in a moment.
    if ('refused' in reply && reply.refused.code === 'expired' && performance.now() < press.untilMs) return;
    this.#presses.delete(reply.id);
    if (!('refused' in reply)) return;
    const { device } = press;
    this.#options.onRefused(device, reply.refused);
    this.#options.logger.info({ device, refused: reply.refused.code }, 'the lead refused a press');
  }

  #askAgain(): void {
    for (const [id, press] of this.#presses) {
      if (performance.now() < press.untilMs) {
        this.#send(id, press);
        continue;
      }
      this.#presses.delete(id);
      this.#options.onRefused(press.device, refuse('lead-unreachable'));
      this.#options.logger.warn({ id }, 'the lead did not answer a press; it was given up');
    }
  }
}
