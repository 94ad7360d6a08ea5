import type { Logger } from '../../protocol/ground/environment.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { LastTaps } from '../queue/last-taps.ts';

/** What whoever listens to a counter's devices works with. */
export interface CounterContext {
  /** What a device asks for. */
  readonly onCommand: (command: Command, device: string) => void;
  /** The section as this unit knows it; null while the lead can't be reached. */
  readonly shown: () => WaitingMessage | null;
  readonly logger: Logger;
  /** For whoever signs in with their card. */
  readonly taps: LastTaps;
}
