import { type BrokenLine, type LineState, noLine, stepLine } from '../lines.ts';
import type { Session } from '../links/keeper.ts';
import type { Connection } from '../links/link.ts';
import type { Led } from './button-panel.ts';
import { isOfPanelLine, PANEL_LINE_LIMIT_BYTES, type PanelLine, parsePanelLine } from './panel-line.ts';

export interface PanelSessionOptions {
  readonly connection: Connection;
  /** How all lamps should be now. */
  readonly wanted: () => ReadonlyMap<number, Led>;
  readonly onLine: (line: PanelLine) => void;
  readonly onEnd: () => void;
}

/** One connection to a panel: what it said, and which lamps it was told. */
export class PanelSession implements Session {
  readonly #options: PanelSessionOptions;
  #lines: LineState = noLine;
  /** Bytes that no line has, since they last counted. */
  #noiseBytes = 0;
  #told = new Map<number, Led>();
  #telling = false;
  #over = false;
  /** Buttons that the panel says it has; null until it answers. */
  buttons: number | null = null;
  /** Whether a line of it was understood. */
  heard = false;
  /** Lines that were not understood since one was. */
  garbageLines = 0;
  /** Whether one of them may have been a press. */
  lostPress = false;
  unansweredHellos = 0;

  constructor(options: PanelSessionOptions) {
    this.#options = options;
  }

  get over(): boolean {
    return this.#over;
  }

  data(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (!isOfPanelLine(byte)) {
        this.#noise();
        continue;
      }
      const { state, line } = stepLine(this.#lines, byte, PANEL_LINE_LIMIT_BYTES);
      this.#lines = state;
      if (line !== null) this.#hear(read(line));
    }
  }

  /** A panel at another speed may say nothing else: as many as make a line count as one that was not understood. */
  #noise(): void {
    this.#noiseBytes += 1;
    if (this.#noiseBytes < PANEL_LINE_LIMIT_BYTES) return;
    this.#noiseBytes = 0;
    this.#hear({ type: 'garbage', press: false });
  }

  ended(): void {
    this.#over = true;
    this.#options.onEnd();
  }

  hello(): void {
    this.unansweredHellos += 1;
    void this.#send('hello');
  }

  /** Sends the lamps that differ from what the panel was told, the newest wish each; one line at a time. */
  async tellLeds(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#difference(); next && !this.#over; next = this.#difference()) {
      const [button, led] = next;
      this.#told.set(button, led);
      // The protocol knows one blinking (README): it stands for both.
      await this.#send(`led ${button} ${led === 'fast' ? 'blink' : led}`);
    }
    this.#telling = false;
  }

  #difference(): [number, Led] | null {
    for (const [button, led] of this.#options.wanted()) if (this.#told.get(button) !== led) return [button, led];
    return null;
  }

  #hear(line: PanelLine): void {
    if (line.type === 'garbage') {
      this.garbageLines += 1;
      this.lostPress ||= line.press;
    } else {
      this.heard = true;
      this.garbageLines = 0;
      this.lostPress = false;
    }
    if (line.type === 'panel') {
      this.buttons = line.buttons;
      this.unansweredHellos = 0;
      // It may have been off: its lamps are dark until it is told again.
      this.#told = new Map();
      void this.tellLeds();
    }
    this.#options.onLine(line);
  }

  async #send(line: string): Promise<void> {
    try {
      await this.#options.connection.write(Buffer.from(`${line}\n`, 'latin1'));
    } catch {
      // The link tells its end by itself; what was not sent is told anew on the next connection.
      this.#over = true;
    }
  }
}

function read(line: string | BrokenLine): PanelLine {
  if (typeof line === 'string') return parsePanelLine(line);
  return line.broken === 'ended' ? parsePanelLine(line.last) : { type: 'garbage', press: false };
}
