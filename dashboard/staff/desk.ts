import type { CommandType } from '../../protocol/queue/commands.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import type { Question } from '../parts/confirm.tsx';
import type { Who } from '../parts/sign-in/for-staff.tsx';
import type { ShortcutKeys } from './shortcuts.ts';
import type { Commands } from './use-commands.ts';

/** What every part of the staff's page is given. */
export interface Desk {
  readonly lead: LeadView;
  readonly commands: Commands;
  /** Who is signed in: what they may not ask for isn't offered. */
  readonly who: Who;
  /** The counters that they may serve. */
  readonly counters: LeadView['counters'];
  readonly may: (command: CommandType, counter?: number | null) => boolean;
  /** The counter that this browser serves; null until one is chosen. */
  readonly counter: LeadView['counters'][number] | null;
  readonly keys: ShortcutKeys;
  readonly ask: (question: Question) => void;
}
