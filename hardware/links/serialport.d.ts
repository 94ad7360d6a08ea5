/** What Matazu uses of serialport 13. It is an optional package, so its own types may be absent where this is compiled. */
declare module 'serialport' {
  import type { Duplex } from 'node:stream';

  /** A stream of bytes. */
  export class SerialPort extends Duplex {
    constructor(options: { path: string; baudRate: number; autoOpen: false });
    readonly isOpen: boolean;
    open(done: (error: Error | null | undefined) => void): void;
    close(done: (error: Error | null | undefined) => void): void;
  }
}
