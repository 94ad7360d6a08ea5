import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../protocol/identity/asker.ts';
import { type Command, Command as CommandSchema, type CommandType } from '../../protocol/queue/commands.ts';
import { anyCommand } from '../testing/every-command.ts';
import { refuse } from './refusals.ts';
import { commandsOf, countersOfDuty, forbidden, mayAsk, viewsOf, whoMay } from './rights.ts';

const every: readonly CommandType[] = CommandSchema.options.map(({ shape }) => shape.type.value);
const LEADS_OWN: readonly CommandType[] = ['report-print', 'raise-numbers'];
const SUPERVISORS: readonly CommandType[] = ['declare-level', 'open-day', 'close-reception'];
const PANELS: readonly CommandType[] = [
  ...(['call-next', 'scan', 'arrived', 'recall', 'absent', 'hold', 'finish', 'declare-level'] as const),
  ...(['open-counter', 'pause-counter', 'close-counter'] as const),
];

/** What each role may ask for, said once more and in another way than the table says it. */
const may: Readonly<Record<Role, (command: Command) => boolean>> = {
  lead: () => true,
  supervisor: ({ type }) => !LEADS_OWN.includes(type),
  staff: ({ type }) => !LEADS_OWN.includes(type) && !SUPERVISORS.includes(type),
  unit: ({ type }) => PANELS.includes(type),
  kiosk: ownTicket,
  booth: ownTicket,
  board: () => false,
  city: () => false,
  hub: () => false,
};
function ownTicket(command: Command): boolean {
  if (command.type === 'cancel') return command.ticket.includes('-');
  return (
    command.type === 'issue' && command.by === 'kiosk' && !['priority', 'appointment'].includes(`${command.priority}`)
  );
}
const role = fc.constantFrom(...(Object.keys(may) as Role[]));

describe('what a role may ask of a section', () => {
  it('is so for every command and every role', () =>
    fc.assert(
      fc.property(anyCommand, role, (command, asks) => {
        expect(mayAsk({ role: asks }, command)).toBe(may[asks](command));
      }),
      { numRuns: 2_000 },
    ));

  it('is at the counters of their duty alone where they have one, also where a ticket is taken from a counter', () =>
    fc.assert(
      fc.property(anyCommand, role, (command, asks) => {
        const [own, other] = [{ role: asks, counters: [1, 2] }, 3];
        const at = (counter: number | null | undefined) =>
          mayAsk(
            own,
            'counter' in command ? ({ ...command, counter } as Command) : ({ ...command, seenAt: counter } as Command),
          );
        const isOfCounter = 'counter' in command || ['requeue', 'cancel'].includes(command.type);
        const byRole = may[asks](command);
        expect([at(1), at(2), at(other)]).toEqual([byRole, byRole, byRole && !isOfCounter]);
        if (!('counter' in command)) expect([at(null), at(undefined)]).toEqual([byRole, byRole && !isOfCounter]);
      }),
      { numRuns: 2_000 },
    ));

  it('is refused elsewhere with the counter, and limited by no duty that the section doesn’t have', () => {
    const elsewhere = forbidden({ role: 'staff', counters: [2] }, { type: 'finish', counter: 1 });
    expect(elsewhere).toEqual({ code: 'other-duty', about: 1 });
    expect(refuse('other-duty', 1).message.ja).toContain('窓口1は、ご自分の担当の窓口ではありません');
    const duties = [{ id: 'moving', counters: [2] }, { id: 'certificates' }];
    expect(['moving', 'certificates', 'gone', null].map((duty) => countersOfDuty(duty, duties))).toEqual([
      [2],
      null,
      null,
      null,
    ]);
  });

  it('is said before anything is asked, so that nothing is offered which is refused', () => {
    const withoutForm = (asks: Role) => every.filter((type) => commandsOf(asks).includes(type));
    for (const asks of ['supervisor', 'staff', 'unit', 'board', 'city', 'hub'] as const)
      expect(withoutForm(asks)).toEqual(every.filter((type) => may[asks]({ type } as Command)));
    expect([withoutForm('kiosk'), withoutForm('booth')]).toEqual([
      ['issue', 'cancel'],
      ['issue', 'cancel'],
    ]);
    expect(withoutForm('lead')).toEqual(every);
  });

  it('is refused with the words of who may', () =>
    fc.assert(
      fc.property(anyCommand, (command) => {
        const says = refuse('not-allowed', whoMay(command)).message;
        const who = LEADS_OWN.includes(command.type)
          ? '親端末'
          : SUPERVISORS.includes(command.type)
            ? '責任者'
            : '職員画面';
        expect(says.ja).toContain(who);
      }),
    ));

  it('shows tickets, needs and languages to the section’s people alone', () => {
    const shown = (asks: Role) => viewsOf(asks).includes('staff');
    expect((Object.keys(may) as Role[]).filter(shown)).toEqual(['supervisor', 'staff']);
    expect([viewsOf('kiosk'), viewsOf('board')]).toEqual([['kiosk', 'board'], ['board']]);
  });
});
