import type { DeviceView } from '../../protocol/ground/devices.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import { staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { Keeper, type Session } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import type { Sign } from './sign.ts';

/** What a sign on a line of its own is sent, and what it answers. */
export interface SignProtocol {
  /** A number as the sign can show it; null is blank. */
  text(number: string | null): string;
  /** The bytes that make it show a text. */
  encode(text: string): Uint8Array;
  /** Hears one connection, from its beginning. */
  listen(): SignEar;
}

export interface SignEar {
  /** A text went out. */
  sent(): void;
  /** `again`: what was sent last is worth sending once more at once. */
  hear(byte: number): 'again' | 'enough';
  condition(): Condition;
}

export interface LineSignOptions {
  readonly id: string;
  readonly counter: number;
  readonly refreshMs: number;
  readonly protocol: SignProtocol;
}

/** A sign that has its line to itself, in whichever protocol. See {@link Sign} for what it owes. */
export class LineSign implements Sign {
  readonly kind = 'sign';
  readonly id: string;
  readonly counter: number;
  readonly #options: LineSignOptions;
  readonly #environment: DeviceEnvironment;
  readonly #keeper: Keeper;
  readonly #condition: ConditionHolder;
  #text: string;
  #session: SignSession | null = null;
  #closed = false;

  constructor(options: LineSignOptions, link: Link, environment: DeviceEnvironment) {
    this.id = options.id;
    this.counter = options.counter;
    this.#options = options;
    this.#text = options.protocol.text(null);
    this.#environment = environment;
    this.#condition = new ConditionHolder(this);
    this.#keeper = new Keeper({
      link,
      environment,
      device: options.id,
      begin: (connection) => this.#begin(connection),
      onDown: (fault) => this.#condition.set({ state: 'offline', detail: `番号表示器：${staffWords(fault)}` }),
    });
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  show(number: string | null): void {
    const text = this.#options.protocol.text(number);
    if (text === this.#text) return;
    this.#text = text;
    void this.#session?.tell();
  }

  async open(): Promise<void> {
    if (!this.#closed) this.#keeper.open();
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#keeper;
    return fault ? [findingOf(fault)] : [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#keeper.close();
  }

  #begin(connection: Connection): SignSession {
    const session = new SignSession({
      connection,
      environment: this.#environment,
      refreshMs: this.#options.refreshMs,
      protocol: this.#options.protocol,
      text: () => this.#text,
      onChange: () => this.#condition.set(session.condition()),
    });
    this.#session = session;
    session.begin();
    return session;
  }
}

interface SignSessionOptions {
  readonly connection: Connection;
  readonly environment: DeviceEnvironment;
  readonly refreshMs: number;
  readonly protocol: SignProtocol;
  /** What should be shown now. */
  readonly text: () => string;
  readonly onChange: () => void;
}

/** One connection to a sign. */
class SignSession implements Session {
  readonly #options: SignSessionOptions;
  #telling = false;
  #stale = false;
  #over = false;
  readonly #ear: SignEar;
  #cancelRefresh: Cancel = () => {};

  constructor(options: SignSessionOptions) {
    this.#options = options;
    this.#ear = options.protocol.listen();
  }

  begin(): void {
    void this.tell();
    this.#refreshLater();
    this.#options.onChange();
  }

  /** Sends what should be shown now; while one is on its way, the newest text follows it and those between are dropped. */
  async tell(): Promise<void> {
    this.#stale = true;
    if (this.#telling) return;
    this.#telling = true;
    while (this.#stale && !this.#over) {
      this.#stale = false;
      this.#ear.sent();
      const { connection, protocol, text } = this.#options;
      try {
        await connection.write(protocol.encode(text()));
      } catch {
        this.#over = true;
      }
    }
    this.#telling = false;
  }

  data(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.#ear.hear(byte) === 'again') void this.tell();
    this.#options.onChange();
  }

  ended(): void {
    this.#over = true;
    this.#cancelRefresh();
  }

  condition(): Condition {
    return this.#ear.condition();
  }

  #refreshLater(): void {
    const { environment, refreshMs, onChange } = this.#options;
    this.#cancelRefresh = environment.timers.after(refreshMs, () => {
      void this.tell();
      this.#refreshLater();
      onChange();
    });
  }
}
