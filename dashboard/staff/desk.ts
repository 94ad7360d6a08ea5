import type { LeadView } from '../../protocol/wire/lead-view.ts';
import type { Question } from './confirm.tsx';
import type { ShortcutKeys } from './shortcuts.ts';
import type { Commands } from './use-commands.ts';

/** What every part of the staff's page is given. */
export interface Desk {
  readonly lead: LeadView;
  readonly commands: Commands;
  /** The counter that this browser serves; null until one is chosen. */
  readonly counter: LeadView['counters'][number] | null;
  readonly keys: ShortcutKeys;
  readonly ask: (question: Question) => void;
}
