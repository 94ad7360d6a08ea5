import type { Logger } from '../../protocol/ground/environment.ts';
import { isFromFuture } from '../../protocol/queue/epochs.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { type Admission, type ArrivedRun, admit, believed, compare, NOTHING } from '../core/position.ts';
import type { StoredSection } from '../store/store.ts';

/**
 * Where the hub stands with the log of each section: the place up to which it is durable, and the place up to which it was admitted
 * to be committed next. No I/O.
 */
export class Window {
  readonly #durableEnds: Map<string, LogPosition>;
  readonly #admittedEnds: Map<string, LogPosition>;
  /** Sections of whose log something came sooner than there was room for it, until there is again. */
  readonly #late = new Set<string>();
  /** Sections whose stored log is not believed, until the first of what replaces it is durable. */
  readonly #disowned: Set<string>;

  constructor(ends: Iterable<readonly [section: string, position: LogPosition]>, disowned: Iterable<string> = []) {
    this.#durableEnds = new Map(ends);
    this.#admittedEnds = new Map(this.#durableEnds);
    this.#disowned = new Set(disowned);
  }

  /**
   * What to do with a run that arrived. One that is taken follows all that was admitted before it. One that there is no room for
   * yet is `late`, and so is what follows it: nobody is told, for its sender sends it again when it hears nothing for a while.
   */
  admit(section: string, run: ArrivedRun, hasRoom = (): boolean => true): Admission | { readonly admit: 'late' } {
    const isFirst = !this.hasLog(section);
    const admission = admit(this.admittedEnd(section), run);
    if (admission.admit === 'gap' && this.#late.has(section)) return { admit: 'late' };
    if (admission.admit !== 'take') return admission;
    if (!hasRoom()) {
      this.#late.add(section);
      return { admit: 'late' };
    }
    this.#late.delete(section);
    this.#admittedEnds.set(section, { epoch: run.epoch, seq: run.first + run.count - 1 });
    return isFirst && this.#disowned.has(section) ? { ...admission, lostAfter: NOTHING } : admission;
  }

  /** Up to where a section's log will be durable when all that was admitted is committed. */
  admittedEnd(section: string): LogPosition {
    return this.#admittedEnds.get(section) ?? NOTHING;
  }

  durableEnd(section: string): LogPosition {
    return this.#durableEnds.get(section) ?? NOTHING;
  }

  /** Whether anything of the section's log was ever admitted. */
  hasLog(section: string): boolean {
    return compare(this.admittedEnd(section), NOTHING) !== 0;
  }

  /** A section's log is durable up to here. */
  commit(section: string, upTo: LogPosition): void {
    this.#durableEnds.set(section, upTo);
    this.#disowned.delete(section);
  }

  /** Nothing that was admitted is durable, or will be: the sections send it again. */
  giveBack(): void {
    this.#admittedEnds.clear();
    for (const [section, position] of this.#durableEnds) this.#admittedEnds.set(section, position);
  }
}

/** The window of what is stored, at an instant; a stored place that is not believed is told. */
export function windowOf(
  stored: readonly StoredSection[],
  { now, logger }: { readonly now: number; readonly logger: Logger },
): Window {
  const disowned = stored.filter(({ position }) => isFromFuture(position.epoch, now));
  for (const { section, position } of disowned)
    logger.warn(
      { section, position },
      "the store holds a place of this section's log from the future: somebody made it up, or a clock was wrong; the log is asked for from its beginning",
    );
  const ends = stored.map(({ section, position }) => [section, believed(position, now)] as const);
  return new Window(
    ends,
    disowned.map(({ section }) => section),
  );
}
