import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import type { SectionAddress } from '../../protocol/ground/identifiers.ts';
import type { CommandMessage } from '../../protocol/queue/command-messages.ts';
import type { AckedMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { decode, encode, isFault, topicOf } from '../../protocol/wire/topics.ts';
import { connectBus } from '../../protocol/wire/transport/mqtt-bus.ts';
import type { Clock } from '../queue/clock.ts';
import type { EventLog, LogRun } from '../queue/event-log.ts';
import type { Reply } from '../queue/section.ts';

export interface UplinkOptions {
  readonly unit: string;
  readonly address: SectionAddress;
  readonly broker: {
    readonly url: string;
    readonly username: string | undefined;
    readonly password: string | undefined;
  };
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly unitMessage: (state: 'online' | 'offline') => UnitMessage;
  readonly waiting: () => WaitingMessage;
  readonly onCommand: (message: CommandMessage) => Reply;
  readonly onOfficeView: (view: OfficeView) => void;
  /** The hub said where it stands, and which numbers it knows; not what a broker had kept of what it once said. */
  readonly onAcked: (message: AckedMessage) => void;
  /** The connection stands, was lost, or could not be made. */
  readonly onConnection: (connected: boolean) => void;
}

export interface Uplink extends Closable {
  readonly connected: boolean;
  /** Events that the hub has not acknowledged. */
  readonly pending: number;
  /** New events are in the log. */
  appended(): void;
  /** The queue or a device changed: told at once, the next within the shortest interval together. */
  changed(): void;
}

/** Events under way without the hub's acknowledgement. */
const WINDOW = 2_048;
const RUN = 256;
/** Without an acknowledgement for so long, the hub is asked where it stands and what it lacks is sent again, milliseconds. */
const PATIENCE_MS = 2_000;
/** The present state is told at most this often, milliseconds. */
const TELL_EVERY_MS = 100;
/** And at least this often, milliseconds of the section's clock, so that the hub knows that it is the present. */
const HEARTBEAT_MS = 10_000;
const SHORTEST_HEARTBEAT_MS = 250;

/**
 * Carries the log to the hub: what it has not acknowledged, in order, whenever it can be reached. The only thing believed is
 * the hub's own acknowledgement; where it stands back, or stands still, the log is sent from there again.
 */
export function startUplink(options: UplinkOptions): Uplink {
  const { address, broker, clock, log, logger, unit } = options;
  let acked: LogPosition | undefined;
  let sent: LogPosition | undefined;
  let underWay = 0;
  let patience: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let unreadable = false;

  const unitAddress = { ...address, unit };
  const announce = (): void => bus.publish(encode('unit', unitAddress, options.unitMessage('online')));
  const tell = (): void => {
    telling = undefined;
    toldAt = performance.now();
    bus.publish(encode('waiting', address, options.waiting()));
  };

  /** What the disk can't give back is not sent; the counters go on without it. */
  const read = (after: LogPosition): LogRun | undefined => {
    try {
      return log.readAfter(after, RUN);
    } catch (error) {
      if (!unreadable)
        logger.error({ err: error, after }, 'the log cannot be read: the hub is not told what comes after this place');
      unreadable = true;
      return undefined;
    }
  };

  const pump = (): void => {
    if (closed || !bus.connected || sent === undefined) return;
    while (underWay < WINDOW) {
      const run = read(sent);
      if (run === undefined) break;
      bus.publish(encode('events', address, { unit, ...run, end: log.end, events: [...run.events] }));
      sent = { epoch: run.epoch, seq: run.first + run.events.length - 1 };
      underWay += run.events.length;
    }
    if (underWay > 0) patience ??= setTimeout(askAgain, PATIENCE_MS);
  };

  /** The hub repeats its acknowledgement when a unit announces itself. */
  const askAgain = (): void => {
    patience = undefined;
    if (!bus.connected) return;
    sent = acked;
    underWay = 0;
    announce();
    if (sent === undefined) patience = setTimeout(askAgain, PATIENCE_MS);
    else pump();
  };

  const onAcked = (message: AckedMessage, retained: boolean): void => {
    const { epoch, seq } = message;
    if (epoch > log.end.epoch || (epoch === log.end.epoch && seq > log.end.seq)) {
      logger.warn(
        { hub: { epoch, seq }, log: log.end },
        'the hub knows more of this section than its log: an older copy was started; a new epoch begins',
      );
      log.raiseEpoch(epoch);
    }
    const before = acked;
    acked = { epoch, seq };
    const left = log.countAfter(acked);
    const forward = before !== undefined && (epoch > before.epoch || (epoch === before.epoch && seq > before.seq));
    // Not forward: the hub lacks what comes next, so it is sent again from there. Forward: the rest is still under way.
    if (!forward || sent === undefined || log.countAfter(sent) > left) {
      sent = acked;
      underWay = 0;
    } else {
      underWay = left - log.countAfter(sent);
    }
    clearTimeout(patience);
    patience = undefined;
    if (!retained) options.onAcked(message);
    pump();
  };

  const bus = connectBus(
    {
      url: broker.url,
      clientId: `matazu-${address.city}-${address.office}-${unit}`,
      subscriptions: [topicOf('acked', address), topicOf('commands', address), topicOf('office', address)],
      will: () => encode('unit', unitAddress, options.unitMessage('offline')),
      logger,
      ...(broker.username === undefined ? {} : { username: broker.username }),
      ...(broker.password === undefined ? {} : { password: broker.password }),
    },
    {
      onPacket(topic, payload, retained) {
        const read = decode(topic, payload);
        if (isFault(read)) {
          logger.warn({ topic, faults: read.faults }, 'a message from the hub was not understood and was dropped');
        } else if (read.channel === 'acked') onAcked(read.message, retained);
        else if (read.channel === 'commands')
          bus.publish(encode('replies', address, toReply(options.onCommand(read.message))));
        else if (read.channel === 'office') options.onOfficeView(read.message);
      },
      onConnected() {
        // Where the hub stands is unknown until it says so.
        acked = undefined;
        sent = undefined;
        underWay = 0;
        clearTimeout(patience);
        patience = setTimeout(askAgain, PATIENCE_MS);
        announce();
        tell();
        options.onConnection(true);
      },
      onDisconnected: () => options.onConnection(false),
    },
  );
  const heartbeat = setInterval(
    () => {
      tell();
      announceIfChanged();
    },
    Math.max(SHORTEST_HEARTBEAT_MS, HEARTBEAT_MS / clock.speed),
  );

  let announced = '';
  const announceIfChanged = (): void => {
    const devices = JSON.stringify(options.unitMessage('online').devices);
    if (devices !== announced) announce();
    announced = devices;
  };

  return {
    get connected() {
      return bus.connected;
    },
    get pending() {
      return log.countAfter(acked ?? { epoch: log.end.epoch, seq: 0 });
    },
    appended: pump,
    changed() {
      if (closed) return;
      announceIfChanged();
      telling ??= setTimeout(tell, Math.max(0, toldAt + TELL_EVERY_MS - performance.now()));
    },
    async close() {
      closed = true;
      clearInterval(heartbeat);
      clearTimeout(patience);
      clearTimeout(telling);
      bus.publish(encode('unit', unitAddress, options.unitMessage('offline')));
      await bus.close();
    },
  };
}

/** The events of a reply in the wire's own shape. */
export const toReply = (reply: Reply) => ('refused' in reply ? reply : { id: reply.id, events: [...reply.events] });
