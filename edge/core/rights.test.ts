import { describe, expect, it } from 'vitest';
import type { Role } from '../../protocol/identity/asker.ts';
import { Command, type CommandType } from '../../protocol/queue/commands.ts';
import { mayAsk } from './rights.ts';

const every: readonly CommandType[] = Command.options.map(({ shape }) => shape.type.value);
const askedBy = (role: Role): readonly CommandType[] => every.filter((command) => mayAsk({ role }, command));

describe('what a role may ask of a section', () => {
  it('is everything for the lead’s own parts', () => {
    expect(askedBy('lead')).toEqual(every);
  });

  it.each(['staff', 'supervisor', 'unit'] as const)('is all but what a lead tells itself, for %s', (role) => {
    expect(every.filter((command) => !askedBy(role).includes(command))).toEqual(['report-print', 'raise-numbers']);
  });

  it('is a ticket, and to cancel it, at a kiosk and a booth', () => {
    expect(askedBy('kiosk')).toEqual(['issue', 'cancel']);
    expect(askedBy('booth')).toEqual(['issue', 'cancel']);
  });

  it.each(['board', 'city', 'hub'] as const)('is nothing for a %s', (role) => {
    expect(askedBy(role)).toEqual([]);
  });
});
