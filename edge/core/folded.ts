import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
import { foldPapers, noPapers, type Papers } from './papers.ts';

/** What a section's one log folds to: a state for each room that has events of its own. A new room adds a line to each of these three. */
export interface Folded {
  readonly queue: SectionState;
  readonly papers: Papers;
}

export const nothing: Folded = { queue: emptySection, papers: noPapers };

/** Folds events into each room's state. Pure, and total: an event that a room doesn't know leaves its state as it is. */
export const fold = ({ queue, papers }: Folded, events: readonly Event[]): Folded => ({
  queue: evolve(queue, events),
  papers: foldPapers(papers, events),
});
