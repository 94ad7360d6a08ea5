import type { DeviceView } from '../../protocol/messages.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { SignConfiguration } from '../configuration.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import { staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { Keeper, type Session } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import { ACK, encodeFrame, NAK, signText } from './frames.ts';
import type { Sign } from './sign.ts';

/** Frames without an answer, of a sign that did answer, after which someone should look. */
const MISSED_ANSWERS = 3;
/** Frames refused in a row, or answers that are none, after which the line counts as bad. */
const REFUSED = 3;

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
  #answered = false;
  #unanswered = 0;
  #refused = 0;
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
      this.#unanswered += 1;
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
      if (byte === ACK) {
        this.#answered = true;
        this.#unanswered = 0;
        this.#refused = 0;
      } else {
        this.#refused += 1;
        // Once at once; a line that stays bad waits for the next refresh.
        if (byte === NAK && this.#refused === 1) void this.tell();
      }
    }
    this.#options.onChange();
  }

  ended(): void {
    this.#over = true;
    this.#cancelRefresh();
  }

  condition(): Condition {
    if (this.#refused >= REFUSED) return { state: 'attention', detail: GARBLED };
    if (this.#answered && this.#unanswered > MISSED_ANSWERS) return { state: 'attention', detail: SILENT };
    return this.#answered ? { state: 'ok', detail: null } : { state: 'unknown', detail: UNHEARD };
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

const GARBLED = '番号表示器との通信が乱れています。ケーブルの差し込みと通信速度の設定を確認してください。';
const SILENT = '番号表示器が応答しません。番号が正しく出ているか確認し、電源とケーブルを確認してください。';
const UNHEARD = '番号表示器からまだ応答がありません。番号が出ているか目で確認してください。';
