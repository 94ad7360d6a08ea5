import { randomBytes, randomUUID } from 'node:crypto';
import { type Allowance, Allowances } from '../../protocol/ground/allowances.ts';
import type { Logger } from '../../protocol/ground/environment.ts';
import type { Asker } from '../../protocol/identity/asker.ts';
import type { CommandMessage } from '../../protocol/queue/command-messages.ts';
import type { Command, Refusal } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import { businessDay } from '../core/business-day.ts';
import { decide } from '../core/decide.ts';
import { type Folded, fold, nothing } from '../core/folded.ts';
import { givenOut } from '../core/kiosk-limit.ts';
import type { Papers } from '../core/papers.ts';
import { type Circumstances, isRefused } from '../core/question.ts';
import { refuse } from '../core/refusals.ts';
import { forbidden, mayAsk } from '../core/rights.ts';
import type { QueueRules } from '../core/rules.ts';
import type { Clock } from './clock.ts';
import { type EventLog, LogFault, type LoggedEvent, type LogRun } from './event-log.ts';

/** A command that was asked now, and what came of it. */
export interface Answered {
  readonly command: Command;
  readonly by: Asker;
  readonly reply: Reply;
}

/** What came of a command: its events, durable; or why nothing happened. `id` is the command's own. */
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

/** So many of the latest commands are answered as they were if they arrive again: whoever asks again does so within minutes. */
const DONE_KEPT = 8_192;

/**
 * Characters of the log that the commands of one address may fill: some four hundred commands at once, then about ten a second,
 * which no office of many counters behind one address asks.
 */
const WRITTEN: Allowance = { atOnce: 60_000, aSecond: 2_000 };

/** So many kiosks are told apart; more than one section ever had. */
const KIOSKS_KEPT = 256;

/** So many events of the evening before are looked through for commands that arrive again. */
const LATE_EVENTS = 512;

/**
 * A section's queue with its memory: takes commands, decides, makes the events durable, folds them, and only then tells.
 * Commands run one after another; each is whole when {@link handle} returns.
 */
export class Section {
  readonly #options: SectionOptions;
  readonly #listeners = new Set<(run: LogRun) => void>();
  readonly #hearAnswers = new Set<(answered: Answered) => void>();
  /** When each kiosk gave out its last tickets, milliseconds: the longest silent first. */
  readonly #given = new Map<string, readonly number[]>();
  /** What the latest commands of the day came to, the oldest first: a command that arrives again is answered, not done again. */
  #done: Map<string, readonly Event[]>;
  /** The same of the evening before, for what arrives again when the day has turned. */
  #doneBefore: ReadonlyMap<string, readonly Event[]> = new Map();
  readonly #mayWrite = new Allowances(WRITTEN);
  #folded: Folded;
  #wedged = false;

  /** Folds the day from the log. @throws LogFault */
  constructor(options: SectionOptions) {
    this.#options = options;
    const day = options.log.readDay();
    this.#folded = fold(
      nothing,
      day.map(({ event }) => event),
    );
    this.#done = commandsOf(day);
    try {
      this.#doneBefore = commandsOf(options.log.readBeforeDay(LATE_EVENTS));
    } catch (error) {
      options.logger.warn({ err: error }, 'what came before the day cannot be read; the day itself is whole');
    }
  }

  /** The queue. */
  get state(): SectionState {
    return this.#folded.queue;
  }

  /** What is known of each ticket's paper. */
  get papers(): Papers {
    return this.#folded.papers;
  }

  /** Whether only a new start may help: the log refused what was last written, and not for want of room. */
  get wedged(): boolean {
    return this.#wedged;
  }

  /** Hears each committed run, in order, after it is durable and folded. Must not throw. */
  onCommitted(listener: (run: LogRun) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears what came of each command, once however often it arrives, after all else was told. Must not throw. */
  onAnswered(listener: (answered: Answered) => void): void {
    this.#hearAnswers.add(listener);
  }

  /**
   * Does a command once, whatever number of times its id arrives, if who asks may ask for it. The events are durable when this
   * returns. It never throws: a log that can't be written is a refusal that says so.
   */
  handle(command: Command, by: Asker, id: string = randomUUID()): Reply {
    const before = mayAsk(by, command) ? this.came(id) : undefined;
    if (before !== undefined) return { id, events: before };
    return this.#answered(command, by, this.#do(command, by, id));
  }

  #do(command: Command, by: Asker, id: string): Reply {
    const forbids = forbidden(by, command);
    if (forbids !== null) return { id, refused: refuse(forbids.code, forbids.about) };
    const kiosk = command.type === 'issue' && command.by !== 'staff' ? placeOf(by) : undefined;
    const now = this.#circumstances(kiosk);
    const decision = decide(command, { ...this.#folded, rules: this.#options.rules, now });
    if (isRefused(decision)) return { id, refused: decision.refused };
    const { events } = decision;
    // This unit's own devices are not many, and nobody else is at them.
    const place = by.device === undefined || by.from !== undefined ? placeOf(by) : undefined;
    if (place !== undefined && !this.#mayWrite.take(place, JSON.stringify(events).length, now.at))
      return { id, refused: refuse('too-often') };
    const written = this.#write(id, command, events);
    if ('refused' in written) return { id, refused: written.refused };
    const { day } = this.state;
    this.#folded = fold(this.#folded, events);
    if (this.state.day !== day) {
      this.#doneBefore = this.#done;
      this.#done = new Map();
    }
    this.#done.set(id, events);
    forgetOldest(this.#done, DONE_KEPT);
    if (kiosk !== undefined) this.#gaveOut(kiosk, now);
    for (const listener of this.#listeners) listener(written.run);
    return { id, events };
  }

  /** What came of the command with this id, of today or the evening before; undefined where nothing was done. */
  came(id: string): readonly Event[] | undefined {
    return this.#done.get(id) ?? this.#doneBefore.get(id);
  }

  /** {@link handle} for a command that came as a message: one that comes too late is refused. */
  answer({ id, expiresAt, command }: CommandMessage, by: Asker): Reply {
    const late = expiresAt < this.#options.clock.now();
    return late ? this.#answered(command, by, { id, refused: refuse('expired') }) : this.handle(command, by, id);
  }

  #answered(command: Command, by: Asker, reply: Reply): Reply {
    for (const hear of this.#hearAnswers) hear({ command, by, reply });
    return reply;
  }

  #gaveOut(kiosk: string, { at, given }: Circumstances): void {
    this.#given.delete(kiosk);
    this.#given.set(kiosk, givenOut(given, at, this.#options.rules.kiosk));
    forgetOldest(this.#given, KIOSKS_KEPT);
  }

  #circumstances(kiosk: string | undefined): Circumstances {
    const { clock, dayTurnsAt, timezone } = this.#options;
    const at = clock.now();
    // Asked for only by the commands that need them: the calendar alone takes longer than the disk.
    return {
      at,
      given: (kiosk === undefined ? undefined : this.#given.get(kiosk)) ?? [],
      get today() {
        return businessDay(at, dayTurnsAt, timezone);
      },
      get trusted() {
        return clock.trusted();
      },
      get ticket() {
        return randomUUID();
      },
      get code() {
        return randomBytes(CODE_BYTES).toString('base64url');
      },
    };
  }

  #write(id: string, { type }: Command, events: readonly Event[]): { run: LogRun } | { refused: Refusal } {
    const { log, logger } = this.#options;
    try {
      const run = log.append(id, events);
      this.#wedged = false;
      return { run };
    } catch (error) {
      const full = error instanceof LogFault && error.code === 'full';
      this.#wedged = !full;
      logger.error({ err: error, command: type }, 'the log could not be written; the command was refused');
      return { refused: refuse(full ? 'disk-full' : 'log-damaged') };
    }
  }
}

/** A reply in the wire's own shape. */
export const toReply = (reply: Reply) => ('refused' in reply ? reply : { id: reply.id, events: [...reply.events] });

function commandsOf(logged: readonly LoggedEvent[]): Map<string, readonly Event[]> {
  const commands = new Map<string, readonly Event[]>();
  for (const { command, event } of logged) commands.set(command, [...(commands.get(command) ?? []), event]);
  forgetOldest(commands, DONE_KEPT);
  return commands;
}

/** Where something is asked: an address on the network, or this unit's own devices together; undefined for this program itself. */
const placeOf = ({ from, role }: Asker): string | undefined => from ?? (role === 'unit' ? 'devices' : undefined);

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
