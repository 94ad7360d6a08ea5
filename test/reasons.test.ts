import { afterEach, beforeEach, expect, it } from 'vitest';
import { TicketView } from '../protocol/congestion/views.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { HoldReason, PauseReason } from '../protocol/queue/events.ts';
import { LeadView } from '../protocol/wire/lead-view.ts';
import { openWard, UKYO } from './attack/ward.ts';
import { leadView, post } from './testing/http.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog } from './testing/stores.ts';

const SOON = { timeout: 20_000 };
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function setup() {
  const ward = await openWard(stage);
  const { shimin, hub } = ward;
  const ask = async (command: Command) => {
    const answer = await post(shimin.httpPort, command);
    if (answer.outcome !== 'done') throw new Error(answer.body);
    return answer.events;
  };
  const [issued] = await ask({ type: 'issue', service: 'shomei', by: 'staff' });
  const code = issued !== undefined && 'code' in issued ? String(issued.code) : '';
  const ticketPage = async () =>
    TicketView.parse(await (await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/tickets/${code}`)).json());
  const office = async () => (await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/congestion/${UKYO}`)).text();
  const logged = () => readLog(stage.path('shimin')).map(({ event }) => event);
  return { ward, ask, ticketPage, office, logged, staff: () => leadView(shimin.httpPort) };
}

it('why a visit is held is in the log, before staff and on its own ticket’s page, and nowhere else', async () => {
  const { ward, ask, ticketPage, office, logged, staff } = await setup();
  for (const reason of [...HoldReason.options, undefined]) {
    await ask({ type: 'call', counter: 1, ticket: 'A001' });
    expect(await ask({ type: 'hold', counter: 1, reason })).toMatchObject([{ type: 'ticket-held' }]);
    expect((await staff()).tickets[0]).toMatchObject({ state: 'held', heldReason: reason ?? null });
    const last = logged().at(-1);
    expect([last?.type, last && 'reason' in last ? last.reason : undefined]).toEqual(['ticket-held', reason]);
    await expect.poll(ticketPage, SOON).toMatchObject({ state: 'held', heldReason: reason ?? null });
    const board = await (await fetch(`http://127.0.0.1:${ward.shimin.httpPort}/api/v1/section?view=board`)).text();
    for (const told of [await office(), board]) expect(told).not.toMatch(/resident-writes|fetching|papers|[rR]eason/);
  }
  await ask({ type: 'call', counter: 1, ticket: 'A001' });
  expect((await staff()).tickets[0]?.heldReason).toBeNull();
  await expect.poll(ticketPage, SOON).toMatchObject({ state: 'called', heldReason: null });
});

it('why a counter is paused, and until when, is in the log and before staff, until somebody is called there', async () => {
  const { ask, office, logged, staff } = await setup();
  await ask({ type: 'open-counter', counter: 1 });
  const until = Date.now() + 3_600_000;
  for (const reason of PauseReason.options) {
    expect(await ask({ type: 'pause-counter', counter: 1, reason, until })).toMatchObject([{ type: 'counter-paused' }]);
    expect((await staff()).counters[0]).toMatchObject({ state: 'paused', pause: { reason, until } });
    expect(logged().at(-1)).toMatchObject({ type: 'counter-paused', reason, until });
    expect(await office()).not.toMatch(/lunch|break|back-office|training|"pause"/);
  }
  await expect.poll(office, SOON).toMatch('"state":"paused"');
  expect(await ask({ type: 'call-next', counter: 1, visit: null })).toMatchObject([
    { type: 'counter-opened' },
    { type: 'ticket-called' },
  ]);
  expect((await staff()).counters[0]).toMatchObject({ state: 'open', pause: null });
});

it('a reason of a later version is read as the most general of this one, and one of nobody’s is refused', async () => {
  const { ward, ask, staff } = await setup();
  await ask({ type: 'call', counter: 1, ticket: 'A001' });
  const unknown = await post(ward.shimin.httpPort, { type: 'hold', counter: 1, reason: 'tea' });
  expect(unknown).toMatchObject({ outcome: 'refused', status: 400 });
  const view = await staff();
  const later = {
    ...view,
    tickets: view.tickets.map((ticket) => ({ ...ticket, heldReason: 'tea' })),
    counters: view.counters.map((counter) => ({ ...counter, pause: { reason: 'tea', until: null } })),
  };
  const read = LeadView.parse(later);
  expect([read.tickets[0]?.heldReason, read.counters[0]?.pause?.reason]).toEqual(['other', 'back-office']);
});
