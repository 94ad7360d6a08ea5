import type { ChildProcess } from 'node:child_process';
import { HardwareFault } from '../fault.ts';
import type { Cancel, Timers } from '../timers.ts';
import type { CardChannel, CardListener } from './card-link.ts';
import type { FromHost, HostFault, ToHost } from './pcsc-messages.ts';

/** How long a host may take to reach pcscd, milliseconds: on a slow Pi a process starts in about one second. */
const READY_MS = 10_000;
/** How long a card may think about one command, milliseconds: four times what the slowest VERIFY takes. */
const ANSWER_MS = 5_000;

export interface HostSessionOptions {
  readonly host: ChildProcess;
  readonly listener: CardListener;
  readonly timers: Timers;
}

interface Waiting {
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (fault: HardwareFault) => void;
  readonly cancel: Cancel;
}

/** One life of a host process: its readers, its cards and the commands under way. */
export class HostSession {
  /** Resolves when the host is gone, with why; every card of it is gone by then. Never rejects. */
  readonly over: Promise<HardwareFault>;
  readonly #options: HostSessionOptions;
  readonly #cards = new Map<number, { readonly reader: string; readonly gone: AbortController }>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #cancelReady: Cancel;
  #lastId = 0;
  #fault: HardwareFault | null = null;
  #ready = false;

  constructor(options: HostSessionOptions) {
    this.#options = options;
    const { host, timers } = options;
    this.#cancelReady = timers.after(READY_MS, () => this.end(new HardwareFault('silent', 'pcscd')));
    host.on('message', (message) => this.#hear(message as FromHost));
    this.over = new Promise((resolve) => {
      // `exit` may come before the last messages, `close` doesn't; a process that could not be started tells `error` alone.
      host.once('close', () => resolve(this.#end()));
      host.once('error', (cause) => {
        this.#fault ??= new HardwareFault('failed', 'pcscd', { cause });
        if (host.pid === undefined) resolve(this.#end());
      });
    });
  }

  /** Whether pcscd answered. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Ends the host; the reason is kept. Nothing is heard of it any more. */
  end(fault: HardwareFault): void {
    this.#fault ??= fault;
    this.#options.host.kill('SIGKILL');
  }

  #end(): HardwareFault {
    this.#cancelReady();
    const fault = this.#fault ?? new HardwareFault('failed', 'pcscd', { message: 'pcscd: the reader process died' });
    this.#fault = fault;
    for (const card of [...this.#cards.keys()]) this.#gone(card);
    for (const { reject, cancel } of this.#waiting.values()) {
      cancel();
      reject(new HardwareFault('lost', 'pcscd', { cause: fault }));
    }
    this.#waiting.clear();
    return fault;
  }

  #hear(message: FromHost): void {
    if (this.#fault !== null) return;
    const { listener } = this.#options;
    switch (message.type) {
      case 'readers':
        this.#ready = true;
        this.#cancelReady();
        return listener.readers(message.names);
      case 'card':
        return this.#come(message);
      case 'card-gone':
        return this.#gone(message.card);
      case 'mute':
        return listener.mute(message.reader);
      case 'answer':
        return this.#answered(message.id)?.resolve(message.answer);
      case 'refusal':
        return this.#answered(message.id)?.reject(faultFrom(message.fault));
      case 'over':
        this.#fault = faultFrom(message.fault);
    }
  }

  #come({ card, reader, atr }: Extract<FromHost, { type: 'card' }>): void {
    const gone = new AbortController();
    this.#cards.set(card, { reader, gone });
    const channel: CardChannel = {
      reader,
      atr,
      gone: gone.signal,
      transmit: (command) => this.#transmit(card, command),
    };
    this.#options.listener.card(channel);
  }

  #gone(card: number): void {
    this.#cards.get(card)?.gone.abort();
    this.#cards.delete(card);
  }

  #transmit(card: number, command: Uint8Array): Promise<Uint8Array> {
    const present = this.#cards.get(card);
    if (present === undefined)
      return Promise.reject(new HardwareFault('lost', 'card', { message: 'the card is gone' }));
    const { host, timers } = this.#options;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = timers.after(ANSWER_MS, () => {
        this.#answered(id)?.reject(new HardwareFault('silent', present.reader));
        this.end(new HardwareFault('silent', present.reader));
      });
      this.#waiting.set(id, { resolve, reject, cancel });
      const message: ToHost = { type: 'transmit', id, card, command: Uint8Array.from(command) };
      host.send(message, (error) => {
        message.command.fill(0);
        if (error) this.#answered(id)?.reject(new HardwareFault('lost', present.reader, { cause: error }));
      });
    });
  }

  #answered(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    waiting?.cancel();
    this.#waiting.delete(id);
    return waiting;
  }
}

/** The commands that mend what only words of English would say otherwise are the driver's business. */
const faultFrom = ({ code, message }: HostFault): HardwareFault => new HardwareFault(code, 'pcscd', { message });
