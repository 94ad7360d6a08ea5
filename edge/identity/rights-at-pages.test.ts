import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Role } from '../../protocol/identity/asker.ts';
import { SectionViewName } from '../../protocol/wire/people.ts';
import { mayAsk, viewsOf } from '../core/rights.ts';
import { anyCommand } from '../testing/every-command.ts';
import {
  BEHIND_PROXY,
  elsewhere,
  enrolled,
  firstSupervisor,
  here,
  openWard,
  type Visitor,
} from '../testing/open-ward.ts';

/** A browser of each kind that can be at a lead's pages; the role is null where nobody is there who may do anything. */
async function everybody(): Promise<readonly (readonly [Role | null, Visitor])[]> {
  const ward = await openWard();
  const lead = await ward.open({}, BEHIND_PROXY);
  const supervisor = await firstSupervisor(elsewhere(lead), ward.codes[0]);
  const paired = async (role: 'kiosk' | 'board'): Promise<Visitor> => {
    const visitor = elsewhere(lead);
    await visitor.ask('/pair', { code: (await supervisor.ask('/pairing', { role })).body.code });
    return visitor;
  };
  return [
    [null, elsewhere(lead)],
    ['kiosk', here(lead)],
    ['kiosk', await paired('kiosk')],
    ['board', await paired('board')],
    ['staff', await enrolled(supervisor, elsewhere(lead), { name: '田中' })],
    ['supervisor', supervisor],
  ];
}

it('whoever is at a page may ask there for what the table gives their role, is shown that, and is refused the rest in words', async () => {
  const all = await everybody();
  await fc.assert(
    fc.asyncProperty(anyCommand, async (command) => {
      for (const [role, visitor] of all) {
        const { status, body } = await visitor.ask('/commands', command);
        const told = [status, body.code];
        if (role === null) expect(told).toEqual([401, 'sign-in-needed']);
        else if (mayAsk({ role }, command)) expect(body.code).not.toBe('not-allowed');
        else expect(told).toEqual([403, 'not-allowed']);
      }
    }),
    { numRuns: 60 },
  );
  for (const [role, visitor] of all)
    for (const view of SectionViewName.options)
      for (const path of ['section', 'stream']) {
        const answer = await visitor.fetch(`/${path}?view=${view}`);
        await answer.body?.cancel();
        expect([role, path, view, answer.status]).toEqual([
          role,
          path,
          view,
          role !== null && viewsOf(role).includes(view) ? 200 : 401,
        ]);
      }
});
