import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import { openTestLead } from '../testing/open-units.ts';
import { auditFolder, filesIn } from './audit/kept-files.ts';

const NINE = Date.parse('2026-11-24T09:00+09:00');

async function setup() {
  const [identity, data] = [await aFolder(), await aFolder()];
  const city = await openTestCity();
  const is = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'lead' } as const;
  await putIdentity(city, is, identity);
  const clock = { now: () => NINE, trusted: () => true, speed: 1 };
  const open = (keys: object = { identity: { folder: identity } }) => openTestLead({ data, ...keys }, { clock });
  const rows = async () => {
    const files = await filesIn(auditFolder(data));
    const texts = await Promise.all(files.map((file) => readFile(join(auditFolder(data), file), 'utf8')));
    return texts
      .join('')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  };
  return { data, open, rows };
}

it('takes down who asked for what, by the numbers that people see, and what came of it; a command that arrives again once', async () => {
  const { open, rows } = await setup();
  const lead = await open();
  lead.handle({ type: 'open-day' });
  lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk', needs: ['wheelchair'], language: 'en' }, 'once');
  lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' }, 'once');
  lead.handle({ type: 'open-counter', counter: 2 });
  lead.handle({ type: 'call-next', counter: 2, visit: null });
  lead.handle({ type: 'cancel', ticket: 'A099' });
  lead.handle({ type: 'cancel', ticket: '山田太郎' });
  await lead.close();
  const written = await rows();
  expect(written.map(({ actor, action, object, result }) => [actor.role, action, object, result])).toEqual([
    ['lead', 'start', 'test', 'done'],
    ['supervisor', 'open-day', '', 'no-change'],
    ['supervisor', 'issue', 'service shomei, ticket A001', 'done'],
    ['supervisor', 'open-counter', 'counter 2', 'done'],
    ['supervisor', 'call-next', 'counter 2, ticket A001', 'done'],
    ['supervisor', 'cancel', 'ticket A099', 'unknown-ticket'],
    ['supervisor', 'cancel', 'ticket unknown', 'unknown-ticket'],
  ]);
  expect(JSON.stringify(written)).not.toMatch(/wheelchair|"en"/);
});

it('is not there where nobody says who they are', async () => {
  const { open, rows } = await setup();
  const lead = await open({});
  lead.handle({ type: 'open-day' });
  await lead.close();
  expect(await rows()).toEqual([]);
});
