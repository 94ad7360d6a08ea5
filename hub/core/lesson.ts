import type { Event } from '../../protocol/queue/events.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { SectionFacts } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** What came in, and the promises that it fulfilled. However a log is cut into runs, a part must learn the same of it. */
export type Lesson = { readonly facts: SectionFacts; readonly outcomes: readonly Outcome[] } & (
  | {
      readonly source: 'events';
      readonly before: SectionState;
      readonly events: readonly Event[];
      readonly after: SectionState;
    }
  | { readonly source: 'counts'; readonly before: WaitingMessage | null; readonly message: WaitingMessage }
);
