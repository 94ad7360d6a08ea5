import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemTimers } from '../hardware/timers.ts';
import { BoardView } from '../protocol/wire/board-view.ts';
import { KioskView, OwnTicket } from '../protocol/wire/kiosk-view.ts';
import { LeadView } from '../protocol/wire/lead-view.ts';
import { EdgeConfiguration } from './configuration.ts';
import { openLead } from './lead.ts';
import { openMember } from './member.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

const clock = {
  now: () => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now()),
  trusted: () => true,
  speed: 1,
};
const shared = { clock, logger, timers: systemTimers, random: Math.random };
const section = { office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };

/** A lead of two services whose pages are at this port. */
async function openOwnLead(port = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-screens-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const configuration = EdgeConfiguration.parse({
    ...section,
    role: 'lead',
    unit: 'lead',
    data: folder,
    http: { port },
    hours: { opens: '08:30', closes: '17:00' },
    services: [
      { id: 'shomei', letter: 'A', name: '住民票・証明書' },
      { id: 'ido', letter: 'B', name: '住所の異動' },
    ],
    counters: [{ id: 1, services: ['shomei', 'ido'] }],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const lead = await openLead({ ...shared, configuration, version: 'of the lead' });
  cleanup.push(() => lead.close());
  return lead;
}

/** A member of the lead whose pages are, or will be, at this port. */
async function openOwnMember(leadPort: number, more: object = {}) {
  const configuration = EdgeConfiguration.parse({
    ...section,
    role: 'member',
    unit: 'member',
    lead: { url: 'mqtt://127.0.0.1:9', pages: `http://127.0.0.1:${leadPort}` },
    http: { port: 0 },
    ...more,
  });
  if (configuration.role !== 'member') throw new Error('not a member');
  const member = await openMember({ ...shared, configuration, version: 'of the member' });
  cleanup.push(() => member.close());
  return { member, url: `http://127.0.0.1:${member.httpPort}/api/v1` };
}

/** A lead with sixty tickets, each with a need and a language; the first was called. */
async function setup() {
  const lead = await openOwnLead();
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

describe('a member', () => {
  const post = (url: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ type: 'issue', service: 'ido', by: 'kiosk' }),
    });

  it('says that its lead is away, before it comes and when it is gone, and never that a command was refused', async () => {
    const lead = await openOwnLead();
    const { url } = await openOwnMember(lead.httpPort);
    expect((await fetch(`${url}/section?view=kiosk`)).status).toBe(200);
    await lead.close();
    for (const answer of [await fetch(`${url}/section`), await fetch(`${url}/stream`), await post(url)]) {
      expect(answer.status).toBe(502);
      const problem = await answer.json();
      expect(problem).toMatchObject({ detail: expect.stringContaining('親端末') });
      expect(problem).not.toHaveProperty('code');
    }
    await openOwnLead(lead.httpPort);
    expect((await fetch(`${url}/section`)).status).toBe(200);
  });

  it('passes on its lead’s stream, of which it says its own build, and ends it when the lead ends', async () => {
    const lead = await openOwnLead();
    const { url } = await openOwnMember(lead.httpPort);
    const [own, leads] = await Promise.all(
      [url, `http://127.0.0.1:${lead.httpPort}/api/v1`].map(async (from) => {
        const response = await fetch(`${from}/stream?view=board`);
        let text = '';
        const heard = (async () => {
          for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
        })();
        return { response, heard, text: () => text };
      }),
    );
    if (own === undefined || leads === undefined) throw new Error('no stream');
    lead.handle({ type: 'issue', service: 'ido', by: 'staff' });
    await expect.poll(own.text).toContain('"next":"B001"');
    await expect.poll(leads.text).toContain('"next":"B001"');
    const build = ({ text }: typeof own) =>
      /^retry: \d+\nevent: build\ndata: (.*)\n\nevent: section\n/.exec(text())?.[1];
    expect(build(own)).toMatch(/"build"/);
    expect(build(own)).not.toBe(build(leads));
    expect(own.response.headers.get('content-type')).toBe(leads.response.headers.get('content-type'));
    expect(own.response.headers.get('cache-control')).toBe('no-store');
    // Who asks for headers alone is answered at once, and the connection is free for what is asked next.
    const head = await fetch(`${url}/stream?view=board`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe(own.response.headers.get('content-type'));
    const ended = own.heard.then(
      () => 'ended',
      () => 'ended',
    );
    await lead.close();
    expect(await ended).toBe('ended');
  });

  it('passes on a command once however often it is sent, what is refused too, and none of a page of another site', async () => {
    const lead = await openOwnLead();
    const { url } = await openOwnMember(lead.httpPort);
    const key = { 'idempotency-key': '6f2c1f0e-7b0e-4a53-9d0e-3d3a1f9b1c11' };
    const [first, again] = [await (await post(url, key)).json(), await (await post(url, key)).json()];
    expect(first).toEqual(again);
    expect(lead.view().tickets.map(({ number }) => number)).toEqual(['B001']);
    expect((await post(url, { origin: 'http://evil.example' })).status).toBe(403);
    lead.handle({ type: 'close-reception' });
    const refused = await post(url);
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'reception-closed' }),
    ]);
    expect(lead.view().tickets).toHaveLength(1);
  });

  it('asks nobody but its lead, whatever address it is asked for', async () => {
    const lead = await openOwnLead();
    const { member } = await openOwnMember(lead.httpPort);
    const asked: string[] = [];
    const bystander = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('{"of":"the bystander"}');
    });
    await once(bystander.listen(0, '127.0.0.1'), 'listening');
    cleanup.push(() => bystander.close());
    const host = `127.0.0.1:${(bystander.address() as AddressInfo).port}`;
    for (const address of [`http://${host}/api/v1/section`, `//${host}/api/v1/section`, `/api/v1/../..//${host}/`]) {
      const socket = connect(member.httpPort ?? 0, '127.0.0.1');
      socket.write(`GET ${address} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
      const answer = Buffer.concat(await socket.toArray()).toString();
      expect(answer).not.toContain('bystander');
    }
    expect(asked).toEqual([]);
  });

  it('serves its counter all the same where another program has the port of its pages', async () => {
    const lead = await openOwnLead();
    const { member } = await openOwnMember(lead.httpPort, { http: { port: lead.httpPort } });
    expect(member.httpPort).toBeUndefined();
  });
});
