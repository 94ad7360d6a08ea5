import { Changes } from '../changes.ts';
import type { DeviceEnvironment } from '../device.ts';
import type { HardwareFault } from '../fault.ts';
import { Keeper, type Session } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import { ACK, addressBytes, encodeFrame, NAK } from './frames.ts';

/** One sign of a bus, as the bus sees it. */
export interface Station {
  readonly address: number;
  readonly refreshMs: number;
  /** What it should show now. */
  text(): string;
  connected(): void;
  disconnected(fault: HardwareFault): void;
  /** What came of a frame to it. */
  answered(answer: Answer): void;
}

export type Answer = 'acknowledged' | 'refused' | 'garbage' | 'none';

/** A sign answers within 100 ms or not at all; the rest is for adapters and networks on the way. */
const ANSWER_MS = 250;

/**
 * Several signs on one pair of wires (RS-485, half duplex). The unit speaks, to one sign at a time, and says nothing until that
 * sign has answered or can answer no more: so no two ever speak at once. A new text goes before refreshes; a dead sign costs the
 * others its answer's time and no more.
 */
export class SignBus {
  readonly #environment: DeviceEnvironment;
  readonly #keeper: Keeper;
  readonly #stations = new Set<Station>();
  #session: BusSession | null = null;

  constructor(link: Link, environment: DeviceEnvironment) {
    this.#environment = environment;
    this.#keeper = new Keeper({
      link,
      environment,
      device: `sign bus ${link.name}`,
      begin: (connection) => this.#begin(connection),
      onDown: (fault) => {
        for (const station of this.#stations) station.disconnected(fault);
      },
    });
  }

  get fault(): HardwareFault | null {
    return this.#keeper.fault;
  }

  /** The first station opens the bus. */
  join(station: Station): void {
    this.#stations.add(station);
    this.#session?.add(station);
    this.#keeper.open();
  }

  /** Its text has changed. */
  tell(station: Station): void {
    this.#session?.tell(station);
  }

  /** Resolves, for the last station, when the port is free again. */
  async leave(station: Station): Promise<void> {
    this.#stations.delete(station);
    this.#session?.remove(station);
    if (this.#stations.size === 0) await this.#keeper.close();
  }

  #begin(connection: Connection): BusSession {
    const session = new BusSession(connection, this.#environment, () => {
      this.#session = null;
    });
    this.#session = session;
    for (const station of this.#stations) session.add(station);
    void session.run();
    return session;
  }
}

interface Place {
  readonly station: Station;
  /** When it is to be told next, monotonic milliseconds. A new text is due at once: at 0, before every refresh. */
  dueMs: number;
  refusals: number;
}

/** One connection to a bus: turn by turn. */
class BusSession implements Session {
  readonly #connection: Connection;
  readonly #environment: DeviceEnvironment;
  readonly #onEnd: () => void;
  readonly #changes = new Changes();
  readonly #places = new Map<Station, Place>();
  #heard: number[] = [];
  #over = false;

  constructor(connection: Connection, environment: DeviceEnvironment, onEnd: () => void) {
    this.#connection = connection;
    this.#environment = environment;
    this.#onEnd = onEnd;
  }

  add(station: Station): void {
    this.#places.set(station, { station, dueMs: 0, refusals: 0 });
    station.connected();
    this.#changes.notify();
  }

  remove(station: Station): void {
    this.#places.delete(station);
  }

  tell(station: Station): void {
    const place = this.#places.get(station);
    if (place !== undefined) place.dueMs = 0;
    this.#changes.notify();
  }

  data(bytes: Uint8Array): void {
    this.#heard.push(...bytes);
    this.#changes.notify();
  }

  ended(): void {
    this.#over = true;
    this.#changes.notify();
    this.#onEnd();
  }

  async run(): Promise<void> {
    const { timers } = this.#environment;
    while (!this.#over) {
      const next = this.#next();
      const waitMs = next === null ? undefined : next.dueMs - timers.elapsedMs();
      if (next !== null && waitMs !== undefined && waitMs <= 0) await this.#turn(next);
      else await this.#changes.until(() => this.#over || this.#isDue(), { timers, timeoutMs: waitMs });
    }
  }

  async #turn(place: Place): Promise<void> {
    const { station } = place;
    const { timers } = this.#environment;
    const frame = encodeFrame(station.text(), station.address);
    this.#heard = [];
    place.dueMs = timers.elapsedMs() + station.refreshMs;
    try {
      await this.#connection.write(frame);
    } catch {
      // The link tells its end by itself.
      this.#over = true;
      return;
    }
    const answer = (): Answer => answerIn(this.#heard, frame, station.address);
    const settled = (): boolean => this.#over || answer() === 'acknowledged' || answer() === 'refused';
    await this.#changes.until(settled, { timers, timeoutMs: ANSWER_MS });
    if (this.#over || !this.#places.has(station)) return;
    place.refusals = answer() === 'refused' ? place.refusals + 1 : 0;
    // Once more at once; a line that stays bad waits for the next refresh.
    if (place.refusals === 1) place.dueMs = 0;
    station.answered(answer());
  }

  #next(): Place | null {
    let next: Place | null = null;
    for (const place of this.#places.values()) if (next === null || place.dueMs < next.dueMs) next = place;
    return next;
  }

  #isDue(): boolean {
    return (this.#next()?.dueMs ?? Number.POSITIVE_INFINITY) <= this.#environment.timers.elapsedMs();
  }
}

/** What bytes after a frame mean. Some adapters hear themselves: the frame's own echo is no answer. */
function answerIn(heard: readonly number[], frame: Uint8Array, address: number): Answer {
  const isEcho = heard.length >= frame.length && frame.every((byte, i) => heard[i] === byte);
  const rest = isEcho ? heard.slice(frame.length) : heard;
  const [tens, ones] = addressBytes(address);
  for (const [i, byte] of rest.entries()) {
    if (rest[i - 2] !== tens || rest[i - 1] !== ones) continue;
    if (byte === ACK) return 'acknowledged';
    if (byte === NAK) return 'refused';
  }
  return rest.length === 0 || frame.slice(0, rest.length).every((byte, i) => rest[i] === byte) ? 'none' : 'garbage';
}
