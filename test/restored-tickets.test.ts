import { expect, it } from 'vitest';
import type { Command } from '../protocol/queue/commands.ts';
import { post } from './testing/http.ts';
import { openLoneLead } from './testing/lone-lead.ts';

const DAY = 86_400_000;
/** A lead over HTTP: `ask` answers with its events, or with the code of a refusal and how staff read it. */
async function setup(settings: object = {}) {
  const section = await openLoneLead(settings);
  const view = () => section.lead.view();
  const ask = async (command: Command): Promise<string> => {
    const answer = await post(section.lead.httpPort, command);
    if (answer.outcome === 'done') return answer.events.map(({ type }) => type).join();
    const { code, detail } = JSON.parse(answer.body) as Record<string, string>;
    return `${code}: ${detail}`;
  };
  const issue = async (service = 'shomei'): Promise<string> => {
    expect(await ask({ type: 'issue', service, by: 'staff' })).toBe('ticket-issued');
    return view().tickets.at(-1)?.ticket ?? '';
  };
  const of = (id: string) => view().tickets.find(({ ticket }) => ticket === id);
  const at = (counter: number) => view().counters.find((each) => each.counter === counter)?.ticketId ?? null;
  return { ask, issue, of, at, restart: () => section.restart(), pass: section.pass, view };
}

it('a number that somebody else carries by now brings nobody back: staff read so, and issue a new one', async () => {
  const { ask, issue, of } = await setup({ numbers: { highest: 9 } });
  const first = await issue();
  for (let i = 1; i < 9; i += 1) await issue();
  await ask({ type: 'cancel', ticket: first });
  const second = await issue();
  expect([of(first)?.number, of(second)?.number]).toEqual(['A001', 'A001']);
  const taken = 'number-taken: 番号A001は、いまは別の方の番号札です。新しい番号札を発行してください。';
  expect(await ask({ type: 'restore', ticket: first })).toBe(taken);
  // By the number, it is the one who carries it now.
  expect(await ask({ type: 'restore', ticket: 'A001' })).toBe('ticket-waiting: 番号札A001の方は、もうお待ちです。');
  // Whoever is called, held or absent still carries it.
  for (const type of ['hold', 'absent'] as const) {
    await ask({ type: 'call', counter: 1, ticket: second });
    expect(await ask({ type: 'restore', ticket: first })).toBe(taken);
    await ask({ type, counter: 1 });
    expect(await ask({ type: 'restore', ticket: first })).toBe(taken);
  }
  await ask({ type: 'cancel', ticket: second });
  expect(await ask({ type: 'restore', ticket: first })).toBe('ticket-restored');
  expect(await ask({ type: 'restore', ticket: second })).toBe(taken);
});

it.each(['finish', 'absent', 'transfer', 'cancel'] as const)(
  'whose counter has gone on to somebody else is set aside after %s, once, and disturbs nobody; the same after a restart',
  async (kind) => {
    const { ask, issue, of, at, restart } = await setup();
    const [ticket, next] = [await issue(), await issue()];
    await ask({ type: 'call', counter: 1, ticket });
    await ask({ type: 'recall', counter: 1 });
    await ask({ type: 'arrived', counter: 1 });
    const slip: Command =
      kind === 'cancel'
        ? { type: kind, ticket }
        : kind === 'transfer'
          ? { type: kind, counter: 1, service: 'ido' }
          : { type: kind, counter: 1 };
    await ask(slip);
    await ask({ type: 'call', counter: 1, ticket: next });
    expect(of(ticket)?.restorable).toBe(true);
    await restart();
    expect(await ask({ type: 'restore', ticket })).toBe('ticket-restored');
    expect(of(ticket)).toMatchObject({ state: 'held', service: 'shomei', recalls: 1, restorable: false });
    expect(at(1)).toBe(next);
    expect(await ask({ type: 'restore', ticket })).toMatch(/^no-change/);
    await restart();
    expect([of(ticket)?.state, at(1)]).toEqual(['held', next]);
  },
);

it('who was not there when they were called waits at the old place again, where the counter has gone on', async () => {
  const { ask, issue, of, at } = await setup();
  const [ticket, next, last] = [await issue(), await issue(), await issue()];
  await ask({ type: 'call', counter: 1, ticket });
  await ask({ type: 'absent', counter: 1 });
  await ask({ type: 'call', counter: 1, ticket: next });
  await ask({ type: 'restore', ticket });
  expect([of(ticket)?.position, of(last)?.position]).toEqual([1, 2]);
  await ask({ type: 'call-next', counter: 2 });
  expect([at(1), at(2)]).toEqual([next, ticket]);
});

it('a transferred one that another counter has called stays there', async () => {
  const { ask, issue, of, at } = await setup();
  const ticket = await issue();
  await ask({ type: 'call', counter: 1, ticket });
  await ask({ type: 'transfer', counter: 1, service: 'ido' });
  await ask({ type: 'call-next', counter: 2 });
  expect(await ask({ type: 'restore', ticket })).toMatch(/^ticket-at-counter/);
  expect([at(1), at(2), of(ticket)?.service]).toEqual([null, ticket, 'ido']);
  // What ended there by mistake comes back to there.
  await ask({ type: 'finish', counter: 2 });
  expect(await ask({ type: 'restore', ticket })).toBe('ticket-restored');
  expect([at(1), at(2)]).toEqual([null, ticket]);
});

it('one that was cancelled while it was called is called again as it was, and one that has arrived is served again', async () => {
  const { ask, issue, at, pass, view } = await setup();
  const ticket = await issue();
  await ask({ type: 'call', counter: 1, ticket });
  const called = view().calls;
  pass(60_000);
  await ask({ type: 'cancel', ticket });
  expect([at(1), view().calls, view().services[0]?.waiting]).toEqual([null, [], 0]);
  for (const type of ['finish', 'arrived', 'recall'] as const)
    expect(await ask({ type, counter: 1, visit: ticket })).toMatch(/^visit-changed/);
  await ask({ type: 'restore', ticket });
  expect(view().calls).toEqual(called);
  await ask({ type: 'arrived', counter: 1, visit: ticket });
  await ask({ type: 'finish', counter: 1, visit: ticket });
  await ask({ type: 'restore', ticket });
  expect(view().calls).toMatchObject([{ ...called[0], state: 'serving' }]);
});

it('is set aside where its counter is closed, comes back to one that is paused, and also after reception has closed', async () => {
  const { ask, issue, of, at, view } = await setup();
  const ticket = await issue();
  await ask({ type: 'call', counter: 1, ticket });
  await ask({ type: 'finish', counter: 1 });
  await ask({ type: 'close-counter', counter: 1 });
  await ask({ type: 'close-reception' });
  await ask({ type: 'restore', ticket });
  expect([of(ticket)?.state, at(1)]).toEqual(['held', null]);
  await ask({ type: 'call', counter: 2, ticket });
  await ask({ type: 'pause-counter', counter: 2, reason: 'lunch' });
  await ask({ type: 'finish', counter: 2 });
  await ask({ type: 'restore', ticket });
  expect(at(2)).toBe(ticket);
  expect(view().counters[1]).toMatchObject({ state: 'paused', pause: { reason: 'lunch' } });
});

it('is over for good with its day', async () => {
  const { ask, issue, pass, restart, view } = await setup();
  const ticket = await issue();
  await ask({ type: 'cancel', ticket });
  pass(DAY);
  await restart();
  expect(view().day).toBe('2026-11-25');
  expect(await ask({ type: 'restore', ticket })).toMatch(/^unknown-ticket/);
  expect(await ask({ type: 'restore', ticket: 'A001' })).toBe(
    'unknown-ticket: 番号札A001は、本日は発行されていません。',
  );
});
