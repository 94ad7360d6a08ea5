import type { DeviceView } from '../../protocol/ground/devices.ts';
import { ConditionHolder } from '../condition-holder.ts';
import { type HardwareFault, staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import type { Cancel } from '../timers.ts';
import { Answers } from './answers.ts';
import { signText } from './frames.ts';
import type { Sign } from './sign.ts';
import type { Answer, SignBus, Station } from './sign-bus.ts';

export interface BusSignOptions {
  readonly id: string;
  readonly counter: number;
  readonly address: number;
  readonly refreshMs: number;
  readonly bus: SignBus;
}

/** One of the signs of a {@link SignBus}. See {@link Sign} for what it owes. */
export class BusSign implements Sign, Station {
  readonly kind = 'sign';
  readonly id: string;
  readonly counter: number;
  readonly address: number;
  readonly refreshMs: number;
  readonly #bus: SignBus;
  readonly #condition: ConditionHolder;
  #text = '';
  #answers = new Answers();
  #closing: Promise<void> | null = null;

  constructor({ id, counter, address, refreshMs, bus }: BusSignOptions) {
    this.id = id;
    this.counter = counter;
    this.address = address;
    this.refreshMs = refreshMs;
    this.#bus = bus;
    this.#condition = new ConditionHolder(this);
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
    this.#bus.tell(this);
  }

  async open(): Promise<void> {
    if (this.#closing === null) this.#bus.join(this);
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#bus;
    return fault ? [findingOf(fault)] : [];
  }

  close(): Promise<void> {
    this.#closing ??= this.#bus.leave(this);
    return this.#closing;
  }

  text(): string {
    return this.#text;
  }

  connected(): void {
    this.#answers = new Answers();
    this.#condition.set(this.#answers.condition());
  }

  disconnected(fault: HardwareFault): void {
    this.#condition.set({ state: 'offline', detail: `番号表示器：${staffWords(fault)}` });
  }

  answered(answer: Answer): void {
    this.#answers.sent();
    if (answer === 'acknowledged') this.#answers.acknowledged();
    else if (answer !== 'none') this.#answers.refused();
    this.#condition.set(this.#answers.condition());
  }
}
