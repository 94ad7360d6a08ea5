import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ButtonPanelSimulator } from '../../hardware/button-panel/simulator.ts';
import { aFolder } from '../../hardware/testing/folder.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import type { Lead } from '../lead.ts';
import { openTestLead, openTestMember, plugIn } from '../testing/open-units.ts';
import { auditFolder, filesIn } from './audit/kept-files.ts';

const SOON = { interval: 10, timeout: 15_000 };
const NINE = Date.parse('2026-11-24T09:00+09:00');

async function setup() {
  const [identity, data] = [await aFolder(), await aFolder()];
  const city = await openTestCity();
  const is = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'lead' } as const;
  await putIdentity(city, is, identity);
  const open = (keys: object = { identity: { folder: identity } }, now = () => NINE) =>
    openTestLead({ data, ...keys }, { clock: { now, trusted: () => true, speed: 1 } });
  const rows = async () => {
    const files = await filesIn(auditFolder(data));
    const texts = await Promise.all(files.map((file) => readFile(join(auditFolder(data), file), 'utf8')));
    return texts
      .join('')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  };
  /** A panel at counter 2, whose unit is another machine of the section. */
  const openMember = async (lead: Lead) => {
    const folder = await aFolder();
    await putIdentity(city, { ...is, role: 'member', unit: 'member' }, folder);
    const panel = new ButtonPanelSimulator();
    const link = await plugIn(panel);
    const device = { id: 'panel', kind: 'button-panel', driver: 'serial', link, counter: 2, buttons: { 1: 'recall' } };
    const pages = `http://127.0.0.1:${lead.httpPort}`;
    const at = { url: `mqtts://127.0.0.1:${lead.lanPort}`, pages };
    await openTestMember(lead, { identity: { folder }, lead: at, devices: [device] });
    return panel;
  };
  return { data, open, openMember, rows, identity: { folder: identity } };
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

it('names the machine of a section at which somebody pressed, by its certificate', async () => {
  const { open, openMember, rows, identity } = await setup();
  const lead = await open({ identity, lan: { port: 0, open: false } }, Date.now);
  const panel = await openMember(lead);
  await vi.waitFor(() => expect(lead.view().units[1]?.devices[0]?.state).toBe('ok'), SOON);
  panel.press(1);
  await vi.waitFor(() => expect(lead.view().counters[1]?.refused).not.toBeNull(), SOON);
  await lead.close();
  expect((await rows()).at(-1)).toMatchObject({ actor: { role: 'unit', device: 'member' }, action: 'recall' });
});

it('is not there where nobody says who they are', async () => {
  const { open, rows } = await setup();
  const lead = await open({});
  lead.handle({ type: 'open-day' });
  await lead.close();
  expect(await rows()).toEqual([]);
});
