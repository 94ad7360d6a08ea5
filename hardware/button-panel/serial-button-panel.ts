import type { DeviceView } from '../../protocol/messages.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { ButtonAction, ButtonPanelConfiguration } from '../configuration.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import { staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { Keeper } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import type { ButtonPanel, ButtonPress, Led } from './button-panel.ts';
import type { PanelLine } from './panel-line.ts';
import { PanelSession } from './panel-session.ts';
import { FLOOD_OVER_AFTER_MS, isFlooding, noPresses, stepPress } from './presses.ts';

/** A panel that answered once is asked this often whether it is still there. */
const HELLO_EVERY_MS = 10_000;
const MISSED_HELLOS = 2;
const GARBLED_AFTER_LINES = 3;

/** Lines (`press 1`, `led 1 on`) at 9600 8N1. See {@link ButtonPanel} for what it owes. */
export class SerialButtonPanel implements ButtonPanel {
  readonly kind = 'button-panel';
  readonly id: string;
  readonly counter: number;
  readonly #actions: ReadonlyMap<number, ButtonAction>;
  readonly #environment: DeviceEnvironment;
  readonly #keeper: Keeper;
  readonly #condition: ConditionHolder;
  readonly #listeners = new Set<(press: ButtonPress) => void>();
  #leds: ReadonlyMap<number, Led>;
  #presses = noPresses;
  #session: PanelSession | null = null;
  #cancelHello: Cancel = () => {};
  #cancelCalm: Cancel = () => {};
  #closed = false;

  constructor(configuration: ButtonPanelConfiguration, link: Link, environment: DeviceEnvironment) {
    this.id = configuration.id;
    this.counter = configuration.counter;
    this.#actions = new Map(Object.entries(configuration.buttons).map(([button, action]) => [Number(button), action]));
    this.#leds = this.#allLeds(new Map());
    this.#environment = environment;
    this.#condition = new ConditionHolder(this);
    this.#keeper = new Keeper({
      link,
      environment,
      device: configuration.id,
      begin: (connection) => this.#begin(connection),
      onDown: (fault) => this.#condition.set({ state: 'offline', detail: `ボタン盤：${staffWords(fault)}` }),
    });
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  onPress(listener: (press: ButtonPress) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setLeds(leds: ReadonlyMap<number, Led>): void {
    this.#leds = this.#allLeds(leds);
    void this.#session?.tellLeds();
  }

  async open(): Promise<void> {
    if (!this.#closed) this.#keeper.open();
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#keeper;
    if (fault) return [findingOf(fault)];
    const buttons = this.#session?.buttons ?? null;
    if (buttons === null) return [];
    return [{ is: 'there', what: { ja: `ボタン${buttons}個`, en: `${buttons} buttons` }, command: null }];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelCalm();
    await this.#keeper.close();
  }

  /** Every button has a lamp: those that nobody named are off. */
  #allLeds(leds: ReadonlyMap<number, Led>): ReadonlyMap<number, Led> {
    const off = [...this.#actions.keys()].map((button): [number, Led] => [button, 'off']);
    return new Map([...off, ...leds]);
  }

  #begin(connection: Connection): PanelSession {
    const session = new PanelSession({
      connection,
      wanted: () => this.#leds,
      onLine: (line) => this.#hear(session, line),
      onEnd: () => {
        this.#session = null;
        this.#cancelHello();
      },
    });
    this.#session = session;
    this.#sayHello(session);
    void session.tellLeds();
    this.#refresh();
    return session;
  }

  #sayHello(session: PanelSession): void {
    session.hello();
    this.#cancelHello = this.#environment.timers.after(HELLO_EVERY_MS, () => {
      this.#refresh();
      this.#sayHello(session);
    });
  }

  #hear(session: PanelSession, line: PanelLine): void {
    if (line.type === 'press' || line.type === 'release') {
      const wasFlooding = this.#flooding();
      const step = stepPress(this.#presses, { ...line, atMs: this.#environment.timers.elapsedMs() });
      this.#presses = step.state;
      if (this.#flooding()) this.#calmLater(wasFlooding);
      if (step.act) this.#act(line.button);
    }
    if (session === this.#session) this.#refresh();
  }

  #act(button: number): void {
    const action = this.#actions.get(button);
    if (action === undefined) {
      this.#environment.logger.warn(
        { device: this.id, button },
        'a button was pressed that the configuration does not name',
      );
      return;
    }
    for (const listener of [...this.#listeners]) listener({ device: this.id, button, action, counter: this.counter });
  }

  #flooding(): boolean {
    return isFlooding(this.#presses, this.#environment.timers.elapsedMs());
  }

  #calmLater(already: boolean): void {
    if (!already) {
      this.#environment.logger.warn({ device: this.id }, 'the panel floods; its presses are ignored until it is quiet');
    }
    this.#cancelCalm();
    this.#cancelCalm = this.#environment.timers.after(FLOOD_OVER_AFTER_MS, () => this.#refresh());
  }

  #refresh(): void {
    if (this.#session) this.#condition.set(this.#conditionOf(this.#session));
  }

  #conditionOf(session: PanelSession): Condition {
    const attention = (detail: string): Condition => ({ state: 'attention', detail });
    if (this.#flooding()) return attention(FLOODING);
    if (session.garbageLines >= GARBLED_AFTER_LINES) return attention(GARBLED);
    if (session.buttons !== null && session.unansweredHellos >= MISSED_HELLOS) return attention(SILENT);
    const highest = Math.max(...this.#actions.keys());
    if (session.buttons !== null && session.buttons < highest) {
      return attention(`設定ではボタン${highest}を使いますが、盤にはボタンが${session.buttons}個しかありません。`);
    }
    return session.heard ? { state: 'ok', detail: null } : { state: 'unknown', detail: UNHEARD };
  }
}

const FLOODING =
  'ボタン盤から異常な数の信号が来ています。ボタンが押されたままになっていないか確認してください。おさまるまで操作は受け付けません。';
const GARBLED = 'ボタン盤からの信号が乱れています。ケーブルの差し込みと通信速度の設定を確認してください。';
const SILENT = 'ボタン盤が応答しません。ケーブルを差し直してください。ボタンが効くか、一度押して確かめてください。';
const UNHEARD = 'ボタン盤からまだ信号がありません。ボタンを一度押して確かめてください。';
