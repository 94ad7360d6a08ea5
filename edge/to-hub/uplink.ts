import type { Closable } from '../../protocol/ground/environment.ts';
import { isFromFuture } from '../../protocol/queue/epochs.ts';
import type { AckedMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import { decode, encode, isFault } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';
import type { LogRun } from '../queue/event-log.ts';
import { toReply } from '../queue/section.ts';
import { refuseUnread } from '../queue/unread-command.ts';
import { connectToHub } from './hub-broker.ts';
import type { UplinkOptions } from './uplink-options.ts';
import { acknowledged, isAfter, sentAgain, sentUpTo, unheard } from './window.ts';

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
export class Uplink implements Closable {
  readonly #options: UplinkOptions;
  readonly #bus: Bus;
  readonly #heartbeat: NodeJS.Timeout;
  #window = unheard;
  /** Runs out when the hub has not acknowledged for too long. */
  #patience: NodeJS.Timeout | undefined;
  /** Set while the present state is to be told in a moment. */
  #telling: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  /** The devices as they were announced last. */
  #announced = '';
  /** The end of the audit that was told last over this connection. */
  #anchored: string | undefined;
  #closed = false;
  #unreadable = false;
  /** Whether it was told that somebody acknowledges what nobody can have. */
  #doubted = false;
  /** Whether the hub ever stood at a place that this log lacks: then alone it may know numbers that this log doesn't. */
  #hubKnewMore = false;

  /** Connects at once, and goes on trying. */
  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#bus = this.#connect();
    this.#heartbeat = setInterval(
      () => {
        this.#tell();
        this.#announceIfChanged();
        this.#anchor();
      },
      Math.max(SHORTEST_HEARTBEAT_MS, HEARTBEAT_MS / options.clock.speed),
    );
  }

  get connected(): boolean {
    return this.#bus.connected;
  }

  /** Events that the hub has not acknowledged. */
  get pending(): number {
    const { log } = this.#options;
    return log.countAfter(this.#window.acked ?? { epoch: log.end.epoch, seq: 0 });
  }

  /** New events are in the log, `newest` the last of them: as many as the window takes are sent. */
  appended(newest?: LogRun): void {
    if (this.#closed || !this.#bus.connected) return;
    while (this.#window.sent !== undefined && this.#window.underWay < WINDOW) {
      const run = follows(newest, this.#window.sent) ? newest : this.#read(this.#window.sent);
      if (run === undefined) break;
      this.#send(run);
      const end = { epoch: run.epoch, seq: run.first + run.events.length - 1 };
      this.#window = sentUpTo(this.#window, end, run.events.length);
    }
    if (this.#window.underWay > 0) this.#patience ??= setTimeout(() => this.#askAgain(), PATIENCE_MS);
  }

  /** The queue or a device changed: told at once, the next within the shortest interval together. */
  changed(): void {
    if (this.#closed) return;
    this.#announceIfChanged();
    this.#telling ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldAt + TELL_EVERY_MS - performance.now()));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#patience);
    clearTimeout(this.#telling);
    this.#announce('offline');
    await this.#bus.close();
  }

  #connect(): Bus {
    const { address, unit, unitMessage, onConnection } = this.#options;
    const will = () => encode('unit', { ...address, unit }, unitMessage('offline'));
    return connectToHub(
      { ...this.#options, will },
      {
        onPacket: (topic, payload, { retained }) => this.#take(topic, payload, retained),
        onConnected: () => this.#begin(),
        onDisconnected: () => onConnection(false),
      },
    );
  }

  #begin(): void {
    this.#window = unheard;
    this.#anchored = undefined;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#askAgain(), PATIENCE_MS);
    const { address, about, onConnection } = this.#options;
    // First of all: whoever learns from what comes next learns it of the section that this says it is.
    this.#bus.publish(encode('about', address, about()));
    this.#announce();
    this.#tell();
    onConnection(true);
  }

  #take(topic: string, payload: Uint8Array, retained: boolean): void {
    const { address, logger, section, onOfficeView } = this.#options;
    const read = decode(topic, payload);
    if (isFault(read)) {
      logger.warn({ topic, faults: read.faults }, 'a message from the hub was not understood and was dropped');
      for (const refusal of refuseUnread(address, read)) this.#bus.publish(refusal);
    } else if (read.channel === 'acked') this.#onAcked(read.message, retained);
    else if (read.channel === 'commands')
      this.#bus.publish(encode('replies', address, toReply(section.answer(read.message, { role: 'hub' }))));
    else if (read.channel === 'office') onOfficeView(read.message);
    else if (read.channel === 'revoked') this.#options.broker.identity?.adopt(read.message);
  }

  #onAcked(message: AckedMessage, retained: boolean): void {
    const { clock, log, logger, onAcked } = this.#options;
    const { epoch, seq } = message;
    this.#repair();
    if (isAfter(message, log.end) && isFromFuture(epoch, clock.now())) return this.#doubt({ epoch, seq });
    this.#hubKnewMore ||= !log.holds(message);
    if (isAfter(message, log.end)) {
      logger.warn(
        { hub: { epoch, seq }, log: log.end },
        'the hub knows more of this section than its log: an older copy was started; a new epoch begins',
      );
      log.raiseEpoch(epoch);
    }
    this.#window = acknowledged(this.#window, { epoch, seq }, (place) => log.countAfter(place));
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#anchor();
    if (!retained) onAcked(this.#hubKnewMore ? message : { epoch, seq });
    this.appended();
  }

  /** A log that once believed an epoch from the future has epochs from there, which no hub takes. */
  #repair(): void {
    const { clock, log, logger } = this.#options;
    if (!isFromFuture(log.end.epoch, clock.now()) || !clock.trusted()) return;
    const epochs = log.repairEpochs(clock.now());
    logger.warn({ epochs }, 'this log had epochs from the future, which no hub takes; they are numbered anew');
  }

  #doubt(hub: LogPosition): void {
    const told = 'somebody acknowledges a place from the future, which no hub can have stored; it is not believed';
    if (!this.#doubted) this.#options.logger.warn({ hub }, `${told}. If this unit's clock is wrong, set it`);
    this.#doubted = true;
  }

  /** The hub repeats its acknowledgement when a unit announces itself. */
  #askAgain(): void {
    this.#patience = undefined;
    if (!this.#bus.connected) return;
    this.#window = sentAgain(this.#window);
    this.#announce();
    if (this.#window.sent === undefined) this.#patience = setTimeout(() => this.#askAgain(), PATIENCE_MS);
    else this.appended();
  }

  /** What the disk can't give back is not sent; the counters go on without it. */
  #read(after: LogPosition): LogRun | undefined {
    const { log, logger } = this.#options;
    try {
      return log.readAfter(after, RUN);
    } catch (error) {
      if (!this.#unreadable)
        logger.error({ err: error, after }, 'the log cannot be read: the hub is not told what comes after this place');
      this.#unreadable = true;
      return undefined;
    }
  }

  #send(run: LogRun): void {
    const { address, audit, log, unit } = this.#options;
    const head = audit();
    this.#anchored = head?.head;
    const message = { unit, ...run, end: log.last, ...(head === null ? {} : { audit: head }), events: [...run.events] };
    this.#bus.publish(encode('events', address, message));
  }

  /** Where the audit ends is told by a run without events, if it moved on by itself: by sign-ins, by what was refused, by a new start. */
  #anchor(): void {
    const { audit, log } = this.#options;
    const { acked, underWay } = this.#window;
    const { epoch, seq } = log.last;
    const hasAll = underWay === 0 && seq > 0 && acked?.epoch === epoch && acked.seq === seq;
    if (hasAll && (audit()?.head ?? this.#anchored) !== this.#anchored)
      this.#send({ epoch, first: seq + 1, events: [] });
  }

  #announce(state: 'online' | 'offline' = 'online'): void {
    const { address, unit, unitMessage } = this.#options;
    this.#bus.publish(encode('unit', { ...address, unit }, unitMessage(state)));
  }

  #announceIfChanged(): void {
    const devices = JSON.stringify(this.#options.unitMessage('online').devices);
    if (devices !== this.#announced) this.#announce();
    this.#announced = devices;
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#toldAt = performance.now();
    this.#bus.publish(encode('waiting', this.#options.address, this.#options.waiting()));
  }
}

/** Whether a run comes right after a place, in the same epoch: then it need not be read from the disk that it was just written to. */
const follows = (run: LogRun | undefined, { epoch, seq }: LogPosition): run is LogRun =>
  run !== undefined && run.epoch === epoch && run.first === seq + 1 && run.first > 1;
