import type { Asker, Role } from '../../protocol/identity/asker.ts';
import type { Command, CommandType } from '../../protocol/queue/commands.ts';
import type { SectionViewName } from '../../protocol/wire/people.ts';

/** What a member of staff does, and the counters where that is done: all where it names none. */
export interface Duty {
  readonly id: string;
  readonly counters?: readonly number[] | undefined;
}

/** Who asks where nobody shows who they are: whoever reaches a section may ask it for what its people may. */
export const ANYBODY: Role = 'supervisor';

const people: readonly Role[] = ['staff', 'supervisor'];
/** At a counter: people at its page, and its panel, its scanner and its card reader. */
const atCounter: readonly Role[] = ['unit', ...people];
const supervisor: readonly Role[] = ['supervisor'];
const residents: readonly Role[] = ['kiosk', 'booth', ...people];
/** What a lead tells itself. */
const nobody: readonly Role[] = [];

/** Who may ask for each command, beside the lead's own parts, which may ask for all. */
const rights: Readonly<Record<CommandType, readonly Role[]>> = {
  issue: residents,
  cancel: residents,
  'call-next': atCounter,
  call: people,
  scan: atCounter,
  arrived: atCounter,
  recall: atCounter,
  absent: atCounter,
  hold: atCounter,
  finish: atCounter,
  requeue: people,
  transfer: people,
  restore: people,
  reprint: people,
  'open-counter': atCounter,
  'pause-counter': atCounter,
  'close-counter': atCounter,
  /** Also at a level panel, which declares it of a section that counts nobody. */
  'declare-level': ['unit', ...supervisor],
  'open-day': supervisor,
  'close-reception': supervisor,
  'report-print': nobody,
  'raise-numbers': nobody,
};

/** What each role may be shown of a section. Tickets, needs and languages are for its people alone. */
const views: Readonly<Record<Role, readonly SectionViewName[]>> = {
  staff: ['staff', 'board', 'kiosk'],
  supervisor: ['staff', 'board', 'kiosk'],
  kiosk: ['kiosk', 'board'],
  board: ['board'],
  booth: [],
  city: [],
  unit: [],
  lead: [],
  hub: [],
};

/** A number is at most so long; an id, which only whoever took the ticket and its section's people are told, is longer. */
const NUMBER_LONGEST = 12;

/** The commands that a role may ask for, some of them only of its own tickets. */
export const commandsOf = (role: Role): readonly CommandType[] =>
  (Object.keys(rights) as CommandType[]).filter((command) => role === 'lead' || rights[command].includes(role));

export const viewsOf = (role: Role): readonly SectionViewName[] => views[role];

/** The counters of a duty that somebody was given; null: all of them, also where the section has no such duty any more. Pure. */
export const countersOfDuty = (duty: string | null, duties: readonly Duty[]): readonly number[] | null =>
  duties.find(({ id }) => id === duty)?.counters ?? null;

/** Why somebody may not ask for something, as a refusal's code and what it is about; null where they may. Pure. */
export function forbidden(by: Asker, command: Command) {
  if (!mayByRole(by, command)) return { code: 'not-allowed', about: whoMay(command) } as const;
  const { counters } = by;
  const counter = counters === undefined ? null : counterOf(command);
  if (counter === null || (counter !== undefined && counters?.includes(counter))) return null;
  return { code: 'other-duty', about: counter ?? '' } as const;
}

/** Whether somebody may ask for something, before the queue is looked at. Pure. */
export const mayAsk = (by: Asker, command: Command): boolean => forbidden(by, command) === null;

/** The counter that a command is about; null where it is about none, undefined where it doesn't say which. */
function counterOf(command: Command): number | null | undefined {
  if ('counter' in command) return command.counter;
  return command.type === 'requeue' || command.type === 'cancel' ? command.seenAt : null;
}

/** Residents take a number like any other, and cancel the one that they took, which they name by its id. */
function mayByRole({ role }: Asker, command: Command): boolean {
  if (role !== 'lead' && !rights[command.type].includes(role)) return false;
  if (role !== 'kiosk' && role !== 'booth') return true;
  if (command.type === 'issue') return command.by === 'kiosk' && (command.priority ?? 'none') === 'none';
  return command.type === 'cancel' && command.ticket.length > NUMBER_LONGEST;
}

/** Who would have to ask for it: the one who may with the least rights. Pure. */
export const whoMay = ({ type }: Command): 'staff' | 'supervisor' | 'lead' =>
  (['staff', 'supervisor'] as const).find((role) => rights[type].includes(role)) ?? 'lead';
