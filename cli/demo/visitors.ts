import type { Resident, Visit } from './ward-day.ts';

/** How far a resident has come. Immutable: a step gives the next. */
export interface Visitor {
  readonly resident: Resident;
  /** Which of the resident's visits is next or under way. */
  readonly visit: number;
  /** The papers of this visit are made. */
  readonly papersDone: boolean;
  /** Came back after not having been there. */
  readonly returned: boolean;
}

/** What the counter's staff do with the one who was called, after so many minutes of the ward's time. */
export type Step =
  | {
      readonly ends: 'absent';
      readonly minutes: number;
      readonly returnsAfterMinutes: number | null;
      readonly next: Visitor;
    }
  | { readonly ends: 'hold'; readonly minutes: number; readonly papersMinutes: number; readonly next: Visitor }
  | { readonly ends: 'transfer'; readonly minutes: number; readonly service: string; readonly next: Visitor }
  | { readonly ends: 'finish'; readonly minutes: number };

/** Half of it before RECALL is pressed, half after. */
const NO_SHOW_MINUTES = 0.5;
/** Somebody of whom the ward day knows nothing: a ticket taken on a page. */
const UNKNOWN_MINUTES = 4;

export const arrived = (resident: Resident): Visitor => ({ resident, visit: 0, papersDone: false, returned: false });

/** Pure. `undefined`: a visitor of whom nothing is known. */
export function nextStep(visitor: Visitor | undefined): Step {
  if (visitor === undefined) return { ends: 'finish', minutes: UNKNOWN_MINUTES };
  const { resident, returned, papersDone } = visitor;
  const visit: Visit = resident.visits[visitor.visit] ?? resident.visits[0];
  if (resident.absent !== null && !returned) {
    const { returnsAfterMinutes } = resident.absent;
    return { ends: 'absent', minutes: NO_SHOW_MINUTES, returnsAfterMinutes, next: { ...visitor, returned: true } };
  }
  if (visit.papersMinutes !== null && !papersDone) {
    const { papersMinutes } = visit;
    return { ends: 'hold', minutes: visit.minutes / 2, papersMinutes, next: { ...visitor, papersDone: true } };
  }
  const minutes = papersDone ? visit.minutes / 2 : visit.minutes;
  const following = resident.visits[visitor.visit + 1];
  if (following === undefined) return { ends: 'finish', minutes };
  const next = { ...visitor, visit: visitor.visit + 1, papersDone: false };
  return { ends: 'transfer', minutes, service: following.service, next };
}

/** Who holds which number in a section today. */
export class Visitors {
  readonly #byNumber = new Map<string, Visitor>();

  set(number: string, visitor: Visitor): void {
    this.#byNumber.set(number, visitor);
  }
  find(number: string): Visitor | undefined {
    return this.#byNumber.get(number);
  }
}
