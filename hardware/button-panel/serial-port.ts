import type { Condition, DeviceEnvironment } from '../device.ts';
import { staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { Keeper } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import type { Led } from './button-panel.ts';
import type { PanelLine } from './panel-line.ts';
import type { PanelListener, PanelPort } from './panel-port.ts';
import { PanelSession } from './panel-session.ts';

/** A panel that answered once is asked this often whether it is still there. */
const HELLO_EVERY_MS = 10_000;
const MISSED_HELLOS = 2;
const GARBLED_AFTER_LINES = 3;

export interface SerialPanelPortOptions {
  readonly device: string;
  /** The highest button that the configuration names. */
  readonly highestButton: number;
  readonly link: Link;
  readonly environment: DeviceEnvironment;
  readonly listener: PanelListener;
}

/** A panel that speaks lines (`press 1`, `led 1 on`) at 9600 8N1. */
export class SerialPanelPort implements PanelPort {
  readonly #options: SerialPanelPortOptions;
  readonly #keeper: Keeper;
  #leds: ReadonlyMap<number, Led> = new Map();
  #session: PanelSession | null = null;
  #down: Condition = { state: 'unknown', detail: null };
  #cancelHello: Cancel = () => {};

  constructor(options: SerialPanelPortOptions) {
    this.#options = options;
    const { link, environment, device, listener } = options;
    this.#keeper = new Keeper({
      link,
      environment,
      device,
      begin: (connection) => this.#begin(connection),
      onDown: (fault) => {
        this.#down = { state: 'offline', detail: `ボタン盤：${staffWords(fault)}` };
        listener.changed();
      },
    });
  }

  open(): void {
    this.#keeper.open();
  }

  close(): Promise<void> {
    return this.#keeper.close();
  }

  setLeds(leds: ReadonlyMap<number, Led>): void {
    this.#leds = leds;
    void this.#session?.tellLeds();
  }

  condition(): Condition {
    const session = this.#session;
    if (session === null) return this.#down;
    const attention = (detail: string): Condition => ({ state: 'attention', detail });
    if (session.garbageLines >= GARBLED_AFTER_LINES) return attention(GARBLED);
    if (session.lostPress) return attention(LOST_PRESS);
    if (session.buttons !== null && session.unansweredHellos >= MISSED_HELLOS) return attention(SILENT);
    const { highestButton } = this.#options;
    if (session.buttons !== null && session.buttons < highestButton) {
      return attention(
        `設定ではボタン${highestButton}を使いますが、盤にはボタンが${session.buttons}個しかありません。`,
      );
    }
    return session.heard ? { state: 'ok', detail: null } : { state: 'unknown', detail: UNHEARD };
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#keeper;
    if (fault) return [findingOf(fault)];
    const buttons = this.#session?.buttons ?? null;
    if (buttons === null) return [];
    return [{ is: 'there', what: { ja: `ボタン${buttons}個`, en: `${buttons} buttons` }, command: null }];
  }

  #begin(connection: Connection): PanelSession {
    const { listener } = this.#options;
    const session = new PanelSession({
      connection,
      wanted: () => this.#leds,
      onLine: (line) => this.#hear(session, line),
      onEnd: () => {
        this.#session = null;
        this.#cancelHello();
        listener.ended();
      },
    });
    this.#session = session;
    this.#sayHello(session);
    void session.tellLeds();
    listener.began(null);
    return session;
  }

  #sayHello(session: PanelSession): void {
    session.hello();
    this.#cancelHello = this.#options.environment.timers.after(HELLO_EVERY_MS, () => {
      this.#options.listener.changed();
      this.#sayHello(session);
    });
  }

  #hear(session: PanelSession, line: PanelLine): void {
    const { listener, environment } = this.#options;
    if (line.type === 'press' || line.type === 'release')
      listener.edge({ ...line, atMs: environment.timers.elapsedMs() });
    if (session === this.#session) listener.changed();
  }
}

const GARBLED = 'ボタン盤からの信号が乱れています。ケーブルの差し込みと通信速度の設定を確認してください。';
const LOST_PRESS = 'ボタン盤からの信号を1回読めませんでした。ボタンを押していたら、もう一度押してください。';
const SILENT = 'ボタン盤が応答しません。ケーブルを差し直してください。ボタンが効くか、一度押して確かめてください。';
const UNHEARD = 'ボタン盤からまだ信号がありません。ボタンを一度押して確かめてください。';
