import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { Refusal } from '../../protocol/queue/commands.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { Condition, DeviceEnvironment } from '../device.ts';
import { staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { type LineState, noLine, stepLine } from '../lines.ts';
import { Keeper, type Session } from '../links/keeper.ts';
import type { Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import { type LastScan, SCAN_LIMIT_BYTES, scanText, stepScan } from './scan-text.ts';
import type { Scanner } from './scanner.ts';
import type { ScannerConfiguration } from './scanner-configuration.ts';

/** After so long without a byte a code without a terminator is whole: 9600 baud takes 1 ms a byte, USB passes on within 16. */
const IDLE_MS = 120;
const GARBLED_AFTER = 3;
const TOLD_MS = 10_000;
/** Of a DeviceView. */
const LONGEST_DETAIL = 200;

/** A scanner in serial or USB-COM mode, whatever terminator it sends. See {@link Scanner} for what it owes. */
export class SerialScanner implements Scanner {
  readonly kind = 'scanner';
  readonly id: string;
  readonly counter: number;
  readonly #environment: DeviceEnvironment;
  readonly #keeper: Keeper;
  readonly #condition: ConditionHolder;
  readonly #listeners = new Set<(text: string) => void>();
  #last: LastScan | null = null;
  #connected = false;
  #heard = false;
  #unreadable = 0;
  #endless = false;
  #told: string | null = null;
  /** Of the last scan: its length in characters and how it ended; never what it says. */
  #shape: { readonly length: number; readonly end: ScanEnd } | null = null;
  #cancelTold: Cancel = () => {};

  constructor(configuration: ScannerConfiguration, link: Link, environment: DeviceEnvironment) {
    this.id = configuration.id;
    this.counter = configuration.counter;
    this.#environment = environment;
    this.#condition = new ConditionHolder(this);
    this.#keeper = new Keeper({
      link,
      environment,
      device: configuration.id,
      begin: () => this.#begin(),
      onDown: (fault) => this.#condition.set({ state: 'offline', detail: `読み取り機：${staffWords(fault)}` }),
    });
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  onScan(listener: (text: string) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(words: string): void {
    this.#told = words.slice(0, LONGEST_DETAIL);
    this.#cancelTold();
    this.#cancelTold = this.#environment.timers.after(TOLD_MS, () => this.#untell());
    this.#refresh();
  }

  refused({ code, message }: Refusal): void {
    // The ticket that is served there, once more: nothing is wrong.
    if (code !== 'no-change') this.tell(message.ja);
  }

  async open(): Promise<void> {
    this.#keeper.open();
  }

  async close(): Promise<void> {
    await this.#keeper.close();
    this.#cancelTold();
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#keeper;
    if (fault) return [findingOf(fault)];
    if (this.#shape === null) return [];
    const { length, end } = this.#shape;
    const what = {
      ja: `${length}文字のコードを読みました（終端：${end}）`,
      en: `read a code of ${length} characters, ended by ${end}`,
    };
    return [{ is: 'there', what, command: null }];
  }

  #begin(): Session {
    this.#connected = true;
    this.#heard = false;
    this.#endless = false;
    this.#unreadable = 0;
    const session = new ScanSession(this.#environment, {
      code: (line, end) => this.#read(line, end),
      tooLong: () => {
        if (!this.#endless) this.#environment.logger.warn({ device: this.id }, 'a code without an end was dropped');
        this.#endless = true;
        this.#refresh();
      },
      ended: () => {
        this.#connected = false;
      },
    });
    this.#refresh();
    return session;
  }

  #read(line: string, end: ScanEnd): void {
    this.#endless = false;
    const text = scanText(line);
    if (text === null) {
      this.#unreadable += 1;
      this.#refresh();
      return;
    }
    this.#heard = true;
    this.#unreadable = 0;
    this.#shape = { length: [...text].length, end };
    const { last, isNew } = stepScan(this.#last, text, this.#environment.timers.elapsedMs());
    this.#last = last;
    if (isNew) {
      this.#untell();
      for (const listener of [...this.#listeners]) listener(text);
    }
    this.#refresh();
  }

  #untell(): void {
    this.#told = null;
    this.#cancelTold();
    this.#refresh();
  }

  #refresh(): void {
    if (this.#connected) this.#condition.set(this.#conditionNow());
  }

  #conditionNow(): Condition {
    if (this.#endless) return { state: 'attention', detail: ENDLESS };
    if (this.#unreadable >= GARBLED_AFTER) return { state: 'attention', detail: GARBLED };
    if (this.#told !== null) return { state: 'attention', detail: this.#told };
    return this.#heard ? { state: 'ok', detail: null } : { state: 'unknown', detail: UNHEARD };
  }
}

/** How a code ended: its terminator, or a pause. */
export type ScanEnd = 'CR' | 'LF' | 'CRLF' | 'pause';

interface ScanListener {
  code(line: string, end: ScanEnd): void;
  tooLong(): void;
  ended(): void;
}

/** The bytes of one connection, cut into codes. */
class ScanSession implements Session {
  readonly #environment: DeviceEnvironment;
  readonly #listener: ScanListener;
  #lines: LineState = noLine;
  #cancelIdle: Cancel = () => {};

  constructor(environment: DeviceEnvironment, listener: ScanListener) {
    this.#environment = environment;
    this.#listener = listener;
  }

  data(bytes: Uint8Array): void {
    for (const [i, byte] of bytes.entries()) {
      const { state, line } = stepLine(this.#lines, byte, SCAN_LIMIT_BYTES);
      this.#lines = state;
      if (line === null) continue;
      if (typeof line !== 'string') this.#listener.tooLong();
      else this.#listener.code(line, byte === 0x0a ? 'LF' : bytes[i + 1] === 0x0a ? 'CRLF' : 'CR');
    }
    this.#cancelIdle();
    // A unit that was busy finds the pause over and bytes waiting: those are read first.
    this.#cancelIdle = this.#environment.timers.after(IDLE_MS, () => {
      this.#cancelIdle = this.#environment.timers.after(0, () => this.#flush());
    });
  }

  ended(): void {
    this.#cancelIdle();
    this.#listener.ended();
  }

  #flush(): void {
    const { text, before } = this.#lines;
    this.#lines = noLine;
    if (before === '' && text !== '') this.#listener.code(text, 'pause');
  }
}

const ENDLESS =
  '読み取り機から終わりのない信号が来ています。読み取り機の設定（終端文字）を確認し、ケーブルを差し直してください。';
const GARBLED =
  '読み取り機からの信号を読めません。ほかの種類のコードでないか、ケーブルの差し込みと通信速度の設定を確認してください。';
const UNHEARD = '読み取り機はまだ何も読んでいません。番号札のコードを一度読み取って確かめてください。';
