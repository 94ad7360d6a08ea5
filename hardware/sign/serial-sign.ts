import type { DeviceView } from '../../protocol/ground/devices.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { SignConfiguration } from '../configuration.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import { staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { Keeper, type Session } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import { Answers } from './answers.ts';
import { ACK, encodeFrame, NAK, signText } from './frames.ts';
import type { Sign } from './sign.ts';

/** Frames (frames.ts) at 9600 8N1. See {@link Sign} for what it owes. */
export class SerialSign implements Sign {
  readonly kind = 'sign';
  readonly id: string;
  readonly counter: number;
  readonly #refreshMs: number;
  readonly #environment: DeviceEnvironment;
  readonly #keeper: Keeper;
  readonly #condition: ConditionHolder;
  #text = '';
  #session: SignSession | null = null;
  #closed = false;

  constructor(configuration: SignConfiguration, link: Link, environment: DeviceEnvironment) {
    this.id = configuration.id;
    this.counter = configuration.counter;
    this.#refreshMs = configuration.refreshMs;
    this.#environment = environment;
    this.#condition = new ConditionHolder(this);
    this.#keeper = new Keeper({
      link,
      environment,
      device: configuration.id,
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
    const text = signText(number);
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
      refreshMs: this.#refreshMs,
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
  readonly #answers = new Answers();
  #cancelRefresh: Cancel = () => {};

  constructor(options: SignSessionOptions) {
    this.#options = options;
  }

  begin(): void {
    void this.tell();
    this.#refreshLater();
    this.#options.onChange();
  }

  /** Sends what should be shown now; while a frame is on its way, the newest text follows it and those between are dropped. */
  async tell(): Promise<void> {
    this.#stale = true;
    if (this.#telling) return;
    this.#telling = true;
    while (this.#stale && !this.#over) {
      this.#stale = false;
      this.#answers.sent();
      try {
        await this.#options.connection.write(encodeFrame(this.#options.text()));
      } catch {
        this.#over = true;
      }
    }
    this.#telling = false;
  }

  data(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === ACK) this.#answers.acknowledged();
      // Once at once; a line that stays bad waits for the next refresh.
      else if (this.#answers.refused() && byte === NAK) void this.tell();
    }
    this.#options.onChange();
  }

  ended(): void {
    this.#over = true;
    this.#cancelRefresh();
  }

  condition(): Condition {
    return this.#answers.condition();
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
