import { z } from 'zod';
import type { Timers } from '../../../hardware/timers.ts';
import type { Closable, Logger } from '../../../protocol/ground/environment.ts';
import { Instant } from '../../../protocol/ground/identifiers.ts';
import { PersonRole, ScreenRole } from '../../../protocol/wire/people.ts';
import type { Clock } from '../../queue/clock.ts';
import { Kept } from './kept.ts';
import { newSession, sha256 } from './secrets.ts';

const Milliseconds = z.number().nonnegative();

const KeptSession = z.object({
  role: z.union([PersonRole, ScreenRole]),
  /** Who signed in, as they are kept; null at a paired screen. */
  who: z.string().nullable(),
  /** Since the sign-in, and since somebody last did something, when this was written. */
  ageMs: Milliseconds,
  idleMs: Milliseconds,
  /** When that was; null where the clock wasn't trusted. */
  writtenAt: Instant.nullable(),
});

/** One browser in which somebody is signed in, or which is a screen of the section. */
export interface Session extends Pick<z.output<typeof KeptSession>, 'role' | 'who'> {
  /** The SHA-256 of what its browser holds. */
  readonly id: string;
  /** The name as it was typed. It is in this memory alone. */
  readonly name: string | null;
}

/** One of somebody who signed in. */
export interface SignedIn extends Session {
  readonly who: string;
  readonly role: PersonRole;
}

interface Living extends Session {
  /** By the watch of this process, milliseconds. */
  bornMs: number;
  seenMs: number;
  /** Until the time that passed while this program didn't run is counted, which takes a clock to trust: when the session was written. */
  writtenAt: number | null;
  keptMs: number;
  /** Whether somebody did something since this program started. */
  seenHere: boolean;
  readonly gone: Set<() => void>;
}

export interface SessionsOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

const MINUTE_MS = 60_000;
/** Of a person. */
const IDLE_MS = 30 * MINUTE_MS;
const LONGEST_MS = 12 * 60 * MINUTE_MS;
/** Of a screen that nobody opened for so long; one that is opened stays. */
const SCREEN_IDLE_MS = 90 * 24 * 60 * MINUTE_MS;
/** What was done is written down so often at most: after a start of this program a session may seem so much more idle than it is. */
const WRITE_EVERY_MS = 5 * MINUTE_MS;
const WRITE_SCREEN_EVERY_MS = 24 * 60 * MINUTE_MS;
const LOOK_EVERY_MS = 5_000;

/**
 * Who is signed in where. How long is measured by a watch that nobody sets, so a clock that is set signs nobody out and keeps
 * nobody in. Only over a start of this program the wall clock has to tell what passed, and is asked as soon as it is trusted.
 */
export class Sessions implements Closable {
  readonly #options: SessionsOptions;
  readonly #kept: Kept<typeof KeptSession>;
  readonly #living = new Map<string, Living>();
  #cancel: () => void;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#kept = new Kept({ ...options, kind: 'session', schema: KeptSession });
    const now = this.#watch();
    for (const [id, { ageMs, idleMs, ...kept }] of this.#kept.entries()) {
      const [bornMs, seenMs] = [now - ageMs, now - idleMs];
      this.#living.set(id, { ...kept, id, name: null, bornMs, seenMs, keptMs: now, seenHere: false, gone: new Set() });
    }
    this.#look();
    this.#cancel = this.#again();
  }

  /** Begins one: what its browser is to hold, which is kept nowhere here. */
  begin(of: Omit<Session, 'id'>): { readonly token: string; readonly session: Session } {
    const token = newSession();
    const now = this.#watch();
    const session: Living = {
      ...of,
      id: sha256(token),
      bornMs: now,
      seenMs: now,
      writtenAt: null,
      keptMs: now,
      seenHere: true,
      gone: new Set(),
    };
    this.#living.set(session.id, session);
    this.#write(session);
    return { token, session };
  }

  /** The one of a browser that holds this. `acts`: somebody does something there, and is not idle; a screen never is that asks at all. */
  find(token: string | undefined, acts: boolean): Session | null {
    if (token === undefined) return null;
    this.#look();
    const session = this.#living.get(sha256(token));
    if (session !== undefined && (acts || session.who === null)) this.#see(session);
    return session ?? null;
  }

  /** Those of everybody who signed in. */
  ofPeople(): readonly SignedIn[] {
    this.#look();
    return [...this.#living.values()].flatMap((session) => signedIn(session) ?? []);
  }

  /** When it ends by itself, milliseconds since 1970 by the clock as it is; null of a screen. */
  until({ id }: Session): number | null {
    const session = this.#living.get(id);
    if (session === undefined || session.who === null) return null;
    const leftMs = Math.min(session.bornMs + LONGEST_MS, session.seenMs + IDLE_MS) - this.#watch();
    return Math.round(this.#options.clock.now() + leftMs);
  }

  end({ id }: Pick<Session, 'id'>): void {
    const session = this.#living.get(id);
    this.#living.delete(id);
    this.#kept.delete(id);
    for (const gone of session?.gone ?? []) gone();
  }

  /** Ends all for which this holds; how many. */
  endAll(which: (session: Session) => boolean): number {
    const ended = [...this.#living.values()].filter(which);
    for (const session of ended) this.end(session);
    return ended.length;
  }

  whenGone({ id }: Session, gone: () => void): () => void {
    const session = this.#living.get(id);
    session?.gone.add(gone);
    return () => session?.gone.delete(gone);
  }

  async close(): Promise<void> {
    this.#cancel();
    for (const session of this.#living.values()) this.#write(session);
  }

  #watch(): number {
    return this.#options.timers.elapsedMs();
  }

  #see(session: Living): void {
    Object.assign(session, { seenMs: this.#watch(), seenHere: true });
    const writeEveryMs = session.who === null ? WRITE_SCREEN_EVERY_MS : WRITE_EVERY_MS;
    if (this.#watch() - session.keptMs >= writeEveryMs) this.#write(session);
  }

  #again(): () => void {
    return this.#options.timers.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.#cancel = this.#again();
    });
  }

  /** Counts what passed while this program didn't run, and ends what is over. */
  #look(): void {
    const { clock } = this.#options;
    const now = this.#watch();
    for (const session of [...this.#living.values()]) {
      // A screen that listens is shown something, however long it has asked for nothing.
      if (session.who === null && session.gone.size > 0) this.#see(session);
      if (session.writtenAt !== null && clock.trusted()) {
        const passedMs = Math.max(0, clock.now() - session.writtenAt - (now - session.keptMs));
        session.bornMs -= passedMs;
        if (!session.seenHere) session.seenMs -= passedMs;
        session.writtenAt = null;
      }
      const idleMs = now - session.seenMs;
      const over =
        session.who === null ? idleMs > SCREEN_IDLE_MS : idleMs > IDLE_MS || now - session.bornMs > LONGEST_MS;
      if (over) this.end(session);
    }
  }

  #write(session: Living): void {
    const { clock } = this.#options;
    const now = this.#watch();
    if (session.writtenAt !== null) session.writtenAt += Math.round(now - session.keptMs);
    session.keptMs = now;
    const writtenAt = session.writtenAt ?? (clock.trusted() ? Math.round(clock.now()) : null);
    const [ageMs, idleMs] = [now - session.bornMs, now - session.seenMs];
    this.#kept.set(session.id, { role: session.role, who: session.who, ageMs, idleMs, writtenAt });
  }
}

/** The session of a person; undefined of a screen's. */
export function signedIn({ id, who, role, name }: Session): SignedIn | undefined {
  const ofPerson = PersonRole.safeParse(role);
  return who === null || !ofPerson.success ? undefined : { id, who, role: ofPerson.data, name };
}
