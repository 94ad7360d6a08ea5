import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemTimers } from '../hardware/timers.ts';
import { BoardView } from '../protocol/wire/board-view.ts';
import { KioskView, OwnTicket } from '../protocol/wire/kiosk-view.ts';
import { LeadView } from '../protocol/wire/lead-view.ts';
import { EdgeConfiguration } from './configuration.ts';
import { openLead } from './lead.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

/** A lead with sixty tickets, each with a need and a language; the first was called. */
async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-screens-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const configuration = EdgeConfiguration.parse({
    role: 'lead',
    unit: 'lead',
    office: 'kyoto/ukyo',
    section: { id: 'shimin', name: '市民窓口課' },
    data: folder,
    http: { port: 0 },
    hours: { opens: '08:30', closes: '17:00' },
    services: [
      { id: 'shomei', letter: 'A', name: '住民票・証明書' },
      { id: 'ido', letter: 'B', name: '住所の異動' },
    ],
    counters: [{ id: 1, services: ['shomei', 'ido'] }],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const clock = {
    now: () => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now()),
    trusted: () => true,
    speed: 1,
  };
  const lead = await openLead({
    configuration,
    clock,
    logger,
    timers: systemTimers,
    random: Math.random,
    version: 'test',
  });
  cleanup.push(() => lead.close());
  for (let i = 0; i < 60; i++)
    lead.handle({
      type: 'issue',
      service: i % 2 === 0 ? 'shomei' : 'ido',
      by: 'staff',
      language: i === 0 ? 'ko' : 'pt-BR',
      needs: ['wheelchair', 'hearing'],
    });
  lead.handle({ type: 'call-next', counter: 1 });
  const get = (path: string) => fetch(`http://127.0.0.1:${lead.httpPort}/api/v1${path}`);
  return { lead, get };
}

/** The first value that a stream sends. */
async function streamed(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const data = /event: section\ndata: (.*)\n\n/.exec(text)?.[1];
    if (data !== undefined) return data;
  }
  throw new Error('the stream ended without a value');
}

describe('a lead', () => {
  it.each([
    ['board', BoardView, ['ko']],
    ['kiosk', KioskView, []],
  ] as const)(
    'tells a %s no need, no ticket of anybody and no language but that of a call, when asked and in its stream',
    async (view, schema, languages) => {
      const { lead, get } = await setup();
      const answers = [
        await (await get(`/section?view=${view}`)).text(),
        await streamed(await get(`/stream?view=${view}`)),
      ];
      const staff = await (await get('/section')).text();
      for (const told of answers) {
        schema.parse(JSON.parse(told));
        for (const { ticket } of lead.view().tickets) expect(told).not.toContain(ticket);
        expect(told).not.toMatch(/needs|wheelchair|hearing|"ticket"|"code"|pt-BR/);
        expect([...told.matchAll(/"language":"(.*?)"/g)].map(([, language]) => language)).toEqual(languages);
        expect(told.length).toBeLessThan(1_000);
        expect(staff.length).toBeGreaterThan(15_000);
      }
    },
  );

  it('tells staff everything, and what it does not know as a view is refused by name', async () => {
    const { lead, get } = await setup();
    expect(LeadView.parse(await (await get('/section')).json()).tickets).toHaveLength(60);
    expect(lead.view().tickets[0]?.needs).toEqual(['wheelchair', 'hearing']);
    const refused = await get('/section?view=desk');
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('view')]);
  });

  it('tells what became of a ticket to who knows its id, and of no other', async () => {
    const { lead, get } = await setup();
    const reply = lead.handle({ type: 'issue', service: 'ido', by: 'kiosk' });
    const issued = 'events' in reply ? reply.events[0] : undefined;
    if (issued?.type !== 'ticket-issued') throw new Error('no ticket was issued');
    const own = OwnTicket.parse(await (await get(`/tickets/${issued.ticket}`)).json());
    expect(own).toMatchObject({ number: issued.number, state: 'waiting', print: 'none' });
    expect((await get(`/tickets/${issued.number}`)).status).toBe(404);
    lead.handle({ type: 'cancel', ticket: issued.ticket });
    expect(OwnTicket.parse(await (await get(`/tickets/${issued.ticket}`)).json()).state).toBe('cancelled');
  });
});
