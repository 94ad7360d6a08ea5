import type { DeviceView } from '../../protocol/ground/devices.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import type { Finding } from '../finding.ts';
import type { Cancel } from '../timers.ts';
import type { Led, Panel, PanelPress } from './button-panel.ts';
import type { ContactEdge, ContactFilter, TimePassed } from './contacts.ts';
import { buttonsOf, canonical, type Gesture, handsFrom, noGestures } from './gestures.ts';
import { type HandState, handFloods, noHand, stepHand, stuckAt } from './hand.ts';
import type { PanelListener, PanelPort } from './panel-port.ts';

export interface PanelDriverOptions<Kind extends string, Action, Contacts> {
  readonly id: string;
  readonly kind: Kind;
  /** What each gesture asks for. */
  readonly actions: Readonly<Record<Gesture, Action>>;
  readonly filter: ContactFilter<Contacts>;
  /** The filter's state where these buttons are held already. */
  readonly filterFrom: (held: readonly number[]) => Contacts;
  readonly port: (listener: PanelListener) => PanelPort;
  readonly environment: DeviceEnvironment;
}

/** How long the lamp of a refused press blinks, milliseconds: long enough for eyes that were on the resident. */
const REFUSED_MS = 2_000;

/** A panel on any port: tells its gestures and shows its lamps. See {@link Panel} for what it owes. */
export class PanelDriver<Kind extends string, Action, Contacts> implements Panel<Kind, Action> {
  readonly id: string;
  readonly kind: Kind;
  readonly #options: PanelDriverOptions<Kind, Action, Contacts>;
  readonly #actions: ReadonlyMap<Gesture, Action>;
  readonly #buttons: ReadonlySet<number>;
  readonly #known: ReadonlySet<Gesture>;
  readonly #port: PanelPort;
  readonly #condition: ConditionHolder;
  readonly #listeners = new Set<(press: PanelPress<Action>) => void>();
  #hand: HandState<Contacts>;
  /** How the lamps should be when none says that a press was refused. */
  #lamps: ReadonlyMap<number, Led> = new Map();
  /** The buttons of the last gesture that acted. */
  #pressed: readonly number[] = [];
  #refusing = false;
  #cancelTime: Cancel = () => {};
  #cancelRefusal: Cancel = () => {};
  #closed = false;

  constructor(options: PanelDriverOptions<Kind, Action, Contacts>) {
    this.id = options.id;
    this.kind = options.kind;
    this.#options = options;
    this.#actions = new Map(Object.entries(options.actions).map(([gesture, action]) => [canonical(gesture), action]));
    this.#known = new Set(this.#actions.keys());
    this.#buttons = new Set([...this.#known].flatMap(buttonsOf));
    this.#hand = noHand(options.filter);
    this.#condition = new ConditionHolder(this);
    this.#port = options.port({
      began: (held) => this.#begin(held),
      ended: () => this.#begin(null),
      edge: (edge) => this.#take(edge),
      changed: () => this.#refresh(),
    });
    this.#light();
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  onPress(listener: (press: PanelPress<Action>) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setLeds(leds: ReadonlyMap<number, Led>): void {
    this.#lamps = leds;
    this.#light();
  }

  refused(): void {
    if (this.#closed || this.#pressed.length === 0) return;
    this.#cancelRefusal();
    this.#refusing = true;
    this.#cancelRefusal = this.#options.environment.timers.after(REFUSED_MS, () => this.#endRefusal());
    this.#light();
  }

  async open(): Promise<void> {
    if (!this.#closed) this.#port.open();
  }

  findings(): Promise<readonly Finding[]> {
    return this.#port.findings();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTime();
    this.#cancelRefusal();
    await this.#port.close();
  }

  /** Every button has a lamp: those that nobody named are off, and one whose press was refused asks to be seen. */
  #light(): void {
    const dark = [...this.#buttons].map((button): [number, Led] => [button, 'off']);
    const refused = this.#refusing ? this.#pressed.map((button): [number, Led] => [button, 'fast']) : [];
    this.#port.setLeds(new Map([...dark, ...this.#lamps, ...refused]));
  }

  #endRefusal(): void {
    this.#refusing = false;
    this.#cancelRefusal();
    this.#light();
  }

  /** What was held on an earlier connection, or is held now, was not meant for this one. */
  #begin(held: readonly number[] | null): void {
    this.#endRefusal();
    this.#pressed = [];
    const { filter, filterFrom } = this.#options;
    const atMs = this.#options.environment.timers.elapsedMs();
    this.#hand = {
      contacts: held === null ? filter.initial : filterFrom(held),
      gestures: held === null ? noGestures : handsFrom(held, atMs),
      flood: this.#hand.flood,
    };
    this.#take({ type: 'time', atMs });
  }

  #take(input: ContactEdge | TimePassed): void {
    if (this.#closed) return;
    const { filter, environment } = this.#options;
    const { timers, logger } = environment;
    const wasFlooding = handFloods(this.#hand, input.atMs);
    const { state, acts, dueMs } = stepHand(this.#hand, input, { filter, known: this.#known });
    this.#hand = state;
    if (!wasFlooding && handFloods(state, input.atMs))
      logger.warn({ device: this.id }, 'the panel floods; its presses are ignored until it is quiet');
    this.#cancelTime();
    this.#cancelTime = () => {};
    if (dueMs !== null) {
      const tick = (): void => this.#take({ type: 'time', atMs: Math.max(dueMs, timers.elapsedMs()) });
      this.#cancelTime = timers.after(Math.max(0, dueMs - timers.elapsedMs()), tick);
    }
    for (const gesture of acts) this.#act(gesture);
    this.#refresh();
  }

  #act(gesture: Gesture): void {
    const action = this.#actions.get(gesture);
    if (action !== undefined) {
      this.#pressed = buttonsOf(gesture);
      for (const listener of [...this.#listeners]) listener({ device: this.id, gesture, action });
    } else if (!buttonsOf(gesture).some((button) => this.#buttons.has(button))) {
      const fields = { device: this.id, button: gesture };
      this.#options.environment.logger.warn(fields, 'a button was pressed that the configuration does not name');
    }
  }

  #refresh(): void {
    this.#condition.set(this.#conditionNow(this.#options.environment.timers.elapsedMs()));
  }

  #conditionNow(atMs: number): Condition {
    const port = this.#port.condition();
    if (port.state === 'offline' || port.state === 'fault') return port;
    if (handFloods(this.#hand, atMs)) return { state: 'attention', detail: FLOODING };
    if (port.state === 'attention') return port;
    const stuck = stuckAt(this.#hand, atMs).filter((button) => this.#buttons.has(button));
    return stuck.length === 0 ? port : { state: 'attention', detail: stuckWords(stuck) };
  }
}

const FLOODING =
  'ボタン盤から異常な数の信号が来ています。ボタンが押されたままになっていないか確認してください。おさまるまで操作は受け付けません。';
const stuckWords = (buttons: readonly number[]): string =>
  `ボタン${buttons.join('・')}が押されたままです。物が当たっていないか、ボタンが戻るか確認してください。ほかのボタンは使えます。`;
