import { randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from '../../protocol/ground/environment.ts';
import type { Command, Refusal } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
import { businessDay } from '../core/business-day.ts';
import { type Circumstances, decide, isRefused } from '../core/decide.ts';
import { refuse } from '../core/refusals.ts';
import type { QueueRules } from '../core/rules.ts';
import type { Clock } from './clock.ts';
import { type EventLog, LogFault, type LoggedEvent, type LogRun } from './event-log.ts';

export type Reply = { readonly id: string } & ({ readonly events: readonly Event[] } | { readonly refused: Refusal });

export interface SectionOptions {
  readonly log: Pick<EventLog, 'append' | 'readDay' | 'readBeforeDay'>;
  readonly rules: QueueRules;
  readonly clock: Clock;
  readonly dayTurnsAt: string;
  readonly timezone: string;
  readonly logger: Logger;
}

/** 15 bytes: 120 bits that nobody guesses, 20 characters in a QR. */
const CODE_BYTES = 15;

/** So many events of the evening before are looked through for commands that arrive again. */
const LATE_EVENTS = 512;

/**
 * A section's queue with its memory: takes commands, decides, makes the events durable, folds them, and only then tells.
 * Commands run one after another; each is whole when {@link handle} returns.
 */
export class Section {
  readonly #options: SectionOptions;
  readonly #listeners = new Set<(run: LogRun, state: SectionState) => void>();
  /** What each command of the day came to: a command that arrives again is answered, not done again. */
  #done: Map<string, readonly Event[]>;
  /** The same of the evening before, for what arrives again when the day has turned. */
  #doneBefore: ReadonlyMap<string, readonly Event[]> = new Map();
  #state: SectionState;
  #wedged = false;

  /** Folds the day from the log. @throws LogFault */
  constructor(options: SectionOptions) {
    this.#options = options;
    const day = options.log.readDay();
    this.#state = evolve(
      emptySection,
      day.map(({ event }) => event),
    );
    this.#done = commandsOf(day);
    try {
      this.#doneBefore = commandsOf(options.log.readBeforeDay(LATE_EVENTS));
    } catch (error) {
      options.logger.warn({ err: error }, 'what came before the day cannot be read; the day itself is whole');
    }
  }

  get state(): SectionState {
    return this.#state;
  }

  /** Whether only a new start may help: the log refused what was last written, and not for want of room. */
  get wedged(): boolean {
    return this.#wedged;
  }

  /** Hears each committed run, in order, after it is durable and folded. Must not throw. */
  onCommitted(listener: (run: LogRun, state: SectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Does a command once, whatever number of times its id arrives. The events are durable when this returns. It never throws:
   * a log that can't be written is a refusal that says so.
   */
  handle(command: Command, id: string = randomUUID()): Reply {
    const before = this.#done.get(id) ?? this.#doneBefore.get(id);
    if (before !== undefined) return { id, events: before };
    const { log, rules, clock, dayTurnsAt, timezone, logger } = this.#options;
    const at = clock.now();
    // Asked for only by the commands that need them: the calendar alone takes longer than the disk.
    const now: Circumstances = {
      at,
      get today() {
        return businessDay(at, dayTurnsAt, timezone);
      },
      get ticket() {
        return randomUUID();
      },
      get code() {
        return randomBytes(CODE_BYTES).toString('base64url');
      },
    };
    const decision = decide(command, { state: this.#state, rules, now });
    if (isRefused(decision)) return { id, refused: decision.refused };
    const { events } = decision;
    let run: LogRun;
    try {
      run = log.append(id, events);
      this.#wedged = false;
    } catch (error) {
      const full = error instanceof LogFault && error.code === 'full';
      this.#wedged = !full;
      logger.error({ err: error, command: command.type }, 'the log could not be written; the command was refused');
      return { id, refused: refuse(full ? 'disk-full' : 'log-damaged') };
    }
    const dayBefore = this.#state.day;
    this.#state = evolve(this.#state, events);
    if (this.#state.day !== dayBefore) {
      this.#doneBefore = this.#done;
      this.#done = new Map();
    }
    this.#done.set(id, events);
    for (const listener of this.#listeners) listener(run, this.#state);
    return { id, events };
  }
}

function commandsOf(logged: readonly LoggedEvent[]): Map<string, readonly Event[]> {
  const commands = new Map<string, readonly Event[]>();
  for (const { command, event } of logged) commands.set(command, [...(commands.get(command) ?? []), event]);
  return commands;
}
