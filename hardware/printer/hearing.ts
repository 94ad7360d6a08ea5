import { Legibility } from './legibility.ts';
import { asked, atRest, type Reply, type ReplyState, stepReply } from './replies.ts';
import { allWell, type PrinterStatus, type RealTime, withAutomatic, withRealTime } from './status.ts';

/** What a printer said on one connection, byte by byte. */
export class Hearing {
  #replies: ReplyState = atRest;
  #text: { said: string | null } | null = null;
  readonly #legibility = new Legibility();
  #status: PrinterStatus = allWell;
  #answers = false;
  #processId: string | null = null;
  /** The status that was asked for and is not yet answered. */
  awaited: RealTime | null = null;

  get status(): PrinterStatus {
    return this.#status;
  }
  /** Whether it has ever said anything that can be read. */
  get answers(): boolean {
    return this.#answers;
  }
  get garbled(): boolean {
    return this.#legibility.garbled;
  }
  /** The last that came back. */
  get processId(): string | null {
    return this.#processId;
  }

  take(byte: number): void {
    const { state, reply } = stepReply(this.#replies, byte);
    this.#replies = state.at === 'rest' && this.#text ? asked : state;
    if (reply) this.#hear(reply);
  }

  /** From now on a text is listened for, until {@link endText}. */
  beginText(): { readonly said: string | null } {
    const text = { said: null };
    this.#text = text;
    this.#replies = asked;
    return text;
  }

  endText(): void {
    this.#text = null;
    this.#replies = atRest;
  }

  #hear(reply: Reply): void {
    switch (reply.type) {
      case 'real-time':
        this.#heard();
        if (this.awaited !== null) {
          this.#status = withRealTime(this.#status, this.awaited, reply.byte);
          this.awaited = null;
        }
        return;
      case 'automatic':
        this.#heard();
        this.#status = withAutomatic(reply.bytes);
        return;
      case 'process-id':
        this.#heard();
        this.#processId = reply.id;
        return;
      case 'text':
        if (this.#text) this.#text.said = reply.text;
        return;
      // Nothing is asked that is answered so: another printer's language, or a bad line.
      case 'other':
        if (!this.#text) this.#legibility.unreadable();
        return;
      case 'garbage':
        this.#legibility.unreadable();
        return;
      // Flow control (XON, XOFF) is the operating system's; a ticket fits the buffer of every printer.
      case 'xon':
      case 'xoff':
        return;
    }
  }

  #heard(): void {
    this.#answers = true;
    this.#legibility.readable();
  }
}
