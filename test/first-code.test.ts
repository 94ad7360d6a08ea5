import { afterEach, beforeEach, expect, it } from 'vitest';
import { PIN } from '../edge/testing/open-ward.ts';
import { writeLead, writeMember } from './testing/configurations.ts';
import { LEAD, MEMBER, openCity } from './testing/identities.ts';
import { freePort } from './testing/ports.ts';
import { startMatazu, typed } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

const OFFICE = { office: 'kyoto/ukyo', section: 'shimin' };
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Types `matazu people first-code`. */
async function firstCode(file: string): Promise<{ readonly status: number | null; readonly said: string }> {
  const { status, lines } = await typed(stage, 'people', 'first-code', '--config', file);
  return { status, said: lines.join('\n') };
}
const codeIn = (said: string): string => /\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/.exec(said)?.[0] ?? 'no code';

it('a first supervisor’s code is made beside the running lead, good once, in place of the one that its log told, also where there is a supervisor', async () => {
  const city = await openCity(stage);
  const [httpPort, folder] = [await freePort(), await city.bringIn(LEAD)];
  const { file } = writeLead(stage, { ...OFFICE, httpPort, hubPort: 1, identity: { folder } });
  const lead = startMatazu(stage, 'edge', file);
  await lead.says('the section is open');
  const comes = async (code: string, name: string) => {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/api/v1/sign-in/first`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, name, pin: PIN }),
    });
    const { role, code: refused } = (await answer.json()) as { readonly role?: string; readonly code?: string };
    return role ?? refused;
  };
  const told = codeIn(lead.lines.find((line) => line.includes('nobody can sign in as a supervisor yet')) ?? '');
  const made = await firstCode(file);
  expect(made).toEqual({ status: 0, said: expect.stringContaining('/sign-in') });
  expect(await comes(told, '佐藤')).toBe('wrong-code');
  expect(await comes(codeIn(made.said), '佐藤')).toBe('supervisor');
  expect(await comes(codeIn(made.said), '鈴木')).toBe('wrong-code');
  expect(await comes(codeIn((await firstCode(file)).said), '高橋')).toBe('supervisor');

  // Where nobody signs in it says where they do, and what is missing.
  const member = writeMember(stage, {
    ...OFFICE,
    counter: 2,
    lanPort: 1,
    devices: [],
    identity: { folder: await city.bringIn(MEMBER) },
  });
  expect(await firstCode(member)).toEqual({ status: 78, said: expect.stringContaining('at the lead of a section') });
  const unknown = writeLead(stage, { ...OFFICE, httpPort, hubPort: 1 });
  expect(await firstCode(unknown.file)).toEqual({ status: 78, said: expect.stringContaining('matazu join CODE') });
});
