import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { Refusal } from '../../protocol/queue/commands.ts';
import { Changes } from '../changes.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import type { HardwareFault } from '../fault.ts';
import type { Finding } from '../finding.ts';
import { commands } from '../links/apdu-gate.ts';
import type { CardChannel, CardLink } from '../links/card-link.ts';
import type { Cancel } from '../timers.ts';
import { type CardIdentity, identityOf } from './card-identity.ts';
import type { CardReader, CardTap, FaceUse } from './card-reader.ts';
import type { CardReaderConfiguration } from './card-reader-configuration.ts';
import type { FaceOutcome, FaceRequest } from './face/face.ts';
import { FaceReader } from './face/face-reader.ts';
import type { ReaderClaims } from './reader-claims.ts';
import { noTaps, SLIP_MS, stepTap, takenAway } from './taps.ts';
import { unusableReaders } from './usb-readers.ts';
import {
  CHANGING,
  cardFinding,
  contestedFinding,
  contestedWords,
  downFinding,
  downWords,
  missingFindings,
  missingWords,
  readerFinding,
  UNREADABLE,
  unnamedFinding,
} from './words.ts';

/** How long a sentence about a card stays in the view, milliseconds. */
const TOLD_MS = 10_000;
/** How long a card that lies there from the start may take to be met, milliseconds. */
const MET_MS = 1_500;
/** Slots for modules inside a reader: nobody puts a card there. */
const INNER_SLOT = /\bSAM\b/;

export interface CardReaderPorts {
  readonly link: CardLink;
  readonly environment: DeviceEnvironment;
  /** Of all card readers of the unit. */
  readonly claims: ReaderClaims;
  /** The kernel's list of USB devices. */
  readonly usbDevices?: string;
}

/** What pcscd has: the readers that are this device's by their names, and the others. */
interface Readers {
  readonly names: readonly string[];
  readonly others: readonly string[];
}
type Service = Readers | HardwareFault;

/** A card reader over PC/SC. See {@link CardReader} for what it owes. */
export class PcscCardReader implements CardReader {
  readonly kind = 'card-reader';
  readonly id: string;
  readonly counter: number;
  readonly #wanted: string;
  readonly #ports: CardReaderPorts;
  readonly #condition: ConditionHolder;
  readonly #faces: FaceReader | null;
  readonly #listeners = new Set<(tap: CardTap) => void>();
  readonly #changes = new Changes();
  #service: Service | null = null;
  #told: string | null = null;
  #lying: CardIdentity['kind'] | null = null;
  #taps = noTaps;
  #cancelTold: Cancel = () => {};
  #cancelForget: Cancel = () => {};
  #closed = false;

  constructor(configuration: CardReaderConfiguration, ports: CardReaderPorts) {
    this.id = configuration.id;
    this.counter = configuration.counter;
    this.#wanted = configuration.link.pcsc;
    this.#ports = ports;
    ports.claims.claim(this, (reader) => this.#isMine(reader));
    this.#condition = new ConditionHolder(this);
    this.#faces = configuration.face ? new FaceReader(ports.environment.timers) : null;
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  onTap(listener: (tap: CardTap) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async readFace<T>(request: FaceRequest, use: FaceUse<T>, signal: AbortSignal): Promise<FaceOutcome<T>> {
    if (this.#faces !== null) return this.#faces.read(request, use, signal);
    request.digits.fill(0);
    return { state: 'off' };
  }

  tell(words: string): void {
    if (this.#closed) return;
    this.#told = words;
    this.#cancelTold();
    this.#cancelTold = this.#ports.environment.timers.after(TOLD_MS, () => {
      this.#told = null;
      this.#refresh();
    });
    this.#refresh();
  }

  refused({ code, message }: Refusal): void {
    // The counter is open in this card's duty already: nothing is wrong.
    if (code !== 'no-change') this.tell(message.ja);
  }

  async open(): Promise<void> {
    if (this.#closed) return;
    const { link, environment } = this.#ports;
    link.open({
      readers: (names) => {
        const mine = names.filter((name) => this.#isMine(name));
        environment.logger.info({ device: this.id, readers: mine.length }, 'the card readers changed');
        this.#serve({ names: mine, others: names.filter((name) => !mine.includes(name)) });
      },
      down: (fault) => this.#serve(fault),
      card: (card) => void this.#meet(card),
      mute: (reader) => {
        if (this.#isMine(reader)) this.tell(UNREADABLE);
      },
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#faces?.close();
    await this.#ports.link.close();
    this.#cancelTold();
    this.#forget();
  }

  async findings(): Promise<readonly Finding[]> {
    if (this.#service === null) return [];
    if (!('names' in this.#service)) return [downFinding(this.#service)];
    const { names, others } = this.#service;
    if (names.length === 0)
      return this.#wanted === 'any' || others.length === 0
        ? missingFindings(this.#unusable())
        : [unnamedFinding(this.#wanted, others)];
    const [contested] = this.#contested(names);
    if (contested !== undefined) return [contestedFinding(contested.reader)];
    const { timers } = this.#ports.environment;
    await this.#changes.until(() => this.#lying !== null, { timers, timeoutMs: MET_MS });
    return [...names.map(readerFinding), ...(this.#lying === null ? [] : [cardFinding(this.#lying)])];
  }

  #isMine(reader: string): boolean {
    return this.#wanted === 'any' ? !INNER_SLOT.test(reader) : reader.includes(this.#wanted);
  }

  /** Those of these readers that another card reader of the unit would take too. */
  #contested(names: readonly string[]): { readonly reader: string; readonly rivals: readonly number[] }[] {
    return names
      .map((reader) => ({ reader, rivals: this.#ports.claims.rivals(this.id, reader) }))
      .filter(({ rivals }) => rivals.length > 0);
  }

  #unusable() {
    return unusableReaders(this.#ports.usbDevices);
  }

  /** Asks a card who it is. A card that leaves meanwhile is nobody's fault. */
  async #meet(card: CardChannel): Promise<void> {
    if (!this.#isMine(card.reader) || this.#contested([card.reader]).length > 0) return;
    if (this.#faces?.put(card)) return;
    let answer: Uint8Array;
    try {
      answer = await card.transmit(commands.cardId);
    } catch {
      if (!card.gone.aborted) this.tell(UNREADABLE);
      return;
    }
    if (!card.gone.aborted && !this.#closed) {
      const identity = identityOf(card.atr, answer);
      this.#lying = identity.kind;
      this.#changes.notify();
      card.gone.addEventListener('abort', () => this.#gone(), { once: true });
      if ('id' in identity) this.#tap(identity.id);
      else this.tell(identity.kind === 'changing' ? CHANGING : UNREADABLE);
    }
    answer.fill(0);
  }

  #tap(id: Uint8Array): void {
    const before = this.#taps.card;
    const { state, act } = stepTap(this.#taps, Uint8Array.from(id), this.#ports.environment.timers.elapsedMs());
    before?.fill(0);
    this.#cancelForget();
    this.#taps = state;
    if (!act) return;
    for (const listener of [...this.#listeners]) listener({ device: this.id, counter: this.counter, id });
  }

  #gone(): void {
    this.#lying = null;
    const { timers } = this.#ports.environment;
    this.#taps = takenAway(this.#taps, timers.elapsedMs());
    this.#cancelForget();
    if (!this.#closed) this.#cancelForget = timers.after(SLIP_MS, () => this.#forget());
  }

  #forget(): void {
    this.#cancelForget();
    this.#taps.card?.fill(0);
    this.#taps = noTaps;
  }

  #serve(service: Service): void {
    this.#service = service;
    this.#refresh();
  }

  #refresh(): void {
    if (!this.#closed) this.#condition.set(this.#present());
  }

  #present(): Condition {
    if (this.#service === null) return { state: 'unknown', detail: null };
    if (!('names' in this.#service)) return { state: 'offline', detail: downWords(this.#service) };
    if (this.#service.names.length === 0) return { state: 'offline', detail: missingWords(this.#unusable()) };
    const [contested] = this.#contested(this.#service.names);
    if (contested !== undefined) return { state: 'attention', detail: contestedWords(contested.rivals) };
    return this.#told === null ? { state: 'ok', detail: null } : { state: 'attention', detail: this.#told };
  }
}
