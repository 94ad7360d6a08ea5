/** What Matazu uses of nfc-pcsc 0.8, which brings no types. */
declare module 'nfc-pcsc' {
  import type { EventEmitter } from 'node:events';

  /** Events: `card` {atr?}, `card.off`, `error`, `end`. A connection that fails is told by no event that one can listen to. */
  export interface Reader extends EventEmitter {
    readonly name: string;
    autoProcessing: boolean;
    transmit(command: Buffer, answerMaxBytes: number): Promise<Buffer>;
    /** Of @pokusew/pcsclite; event `status` {state}. */
    readonly reader: EventEmitter & { readonly SCARD_STATE_PRESENT: number };
  }

  /**
   * Events: `reader`, `error`. Where pcscd doesn't answer, the constructor asks again and again and never returns; after an
   * error it is of no more use.
   */
  export class NFC extends EventEmitter {}
}
