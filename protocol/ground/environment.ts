/** What every role is given by whoever starts it: never reached for. */

/** Integer milliseconds since 1970, UTC. In the demo it runs faster than a watch. */
export type Now = () => number;

/** Structured logging; pino's first three levels fit. No personal data, no ticket codes. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Something that was opened: `close` is idempotent and resolves when everything it held is let go. */
export interface Closable {
  close(): Promise<void>;
}
