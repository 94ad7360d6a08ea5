import type { Asker, Role } from '../../protocol/identity/asker.ts';
import type { CommandType } from '../../protocol/queue/commands.ts';

/** What the parts of a lead tell their own section, and nobody else may say. */
const LEADS_OWN: readonly CommandType[] = ['report-print', 'raise-numbers'];

type Right = (command: CommandType) => boolean;
const only =
  (...commands: readonly CommandType[]): Right =>
  (command) =>
    commands.includes(command);
const asStaff: Right = (command) => !LEADS_OWN.includes(command);

/**
 * What each role may ask of a section. Nothing on the section's own network says yet who speaks there, so a unit may ask what
 * staff may ask at their page. A hub may ask nothing: no command of its own exists yet.
 */
const rights: Readonly<Record<Role, Right>> = {
  lead: () => true,
  staff: asStaff,
  supervisor: asStaff,
  city: only(),
  unit: asStaff,
  kiosk: only('issue', 'cancel'),
  booth: only('issue', 'cancel'),
  board: only(),
  hub: only(),
};

/** Whether somebody may ask for something, before what they ask for is looked at. Pure. */
export const mayAsk = ({ role }: Asker, command: CommandType): boolean => rights[role](command);
