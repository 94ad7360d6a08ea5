import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lead } from '../edge/lead.ts';
import type { OfficeView } from '../protocol/congestion/views.ts';
import type { CallView } from '../protocol/queue/calls.ts';
import type { Command } from '../protocol/queue/commands.ts';
import type { BoardView } from '../protocol/wire/board-view.ts';
import type { LeadView } from '../protocol/wire/lead-view.ts';
import { type AttackedWard, openWard, UKYO } from './attack/ward.ts';
import { post } from './testing/http.ts';
import { openLoneLead } from './testing/lone-lead.ts';
import { openStage, type Stage } from './testing/stage.ts';

const MINUTE = 60_000;
/** A lead that was not heard of is so again at its next word to the hub. */
const SOON = { timeout: 20_000 };
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** What a stream told last. */
async function watch<View>(port: number, path: string): Promise<() => View | undefined> {
  const asked = get({ port, path });
  stage.keep(asked, (it) => it.destroy());
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let told = '';
  answer
    .setEncoding('utf8')
    .on('error', () => undefined)
    .on('data', (chunk: string) => {
      told += chunk;
    });
  return () => {
    const views = [...told.matchAll(/^event: (?:section|congestion)\ndata: (.*)\n\n/gm)];
    return JSON.parse(views.at(-1)?.[1] ?? 'null') ?? undefined;
  };
}

/** Calls and absent numbers in words. */
const inWords = (calls: readonly CallView[] = [], absent: readonly string[] = []): string =>
  [...calls.map(({ number, state }) => `${number} ${state}`), ...absent.map((number) => `${number} absent`)].join();
const numbersOf = (absent: readonly { readonly number: string }[] = []) => absent.map(({ number }) => number);

/** What is told on the open streams of a lead: to its boards, and to its staff. */
async function watchLead({ httpPort }: Lead) {
  const board = await watch<BoardView>(httpPort, '/api/v1/stream?view=board');
  const staff = await watch<LeadView>(httpPort, '/api/v1/stream');
  return () => [inWords(board()?.calls, board()?.absent), inWords(staff()?.calls, numbersOf(staff()?.absent))];
}

/** The same, and on its hub's stream of its office. */
async function watchAll({ shimin, hub }: AttackedWard) {
  const lead = await watchLead(shimin);
  const office = await watch<OfficeView>(hub.httpPort, `/api/v1/stream?office=${UKYO}`);
  return () => {
    const section = office()?.sections.find((each) => each.section === 'shimin');
    return [...lead(), inWords(section?.calls, numbersOf(section?.absent))];
  };
}

const ask = (lead: Pick<Lead, 'handle'>, command: Command): void =>
  expect(lead.handle(command)).toHaveProperty('events');

/** A001 is called, and A002 was given up. */
function callSome(lead: Pick<Lead, 'handle'>): void {
  for (let i = 0; i < 2; i += 1) ask(lead, { type: 'issue', service: 'shomei', by: 'staff' });
  ask(lead, { type: 'call', ticket: 'A002', counter: 2 });
  ask(lead, { type: 'absent', counter: 2 });
  ask(lead, { type: 'call', ticket: 'A001', counter: 1 });
}

/** A ward whose clock stands until it is moved. */
async function setup() {
  let at = Date.now();
  const ward = await openWard(stage, { now: () => at });
  callSome(ward.shimin);
  const move = (ms: number): void => {
    at += ms;
  };
  return { ward, done: (command: Command) => ask(ward.shimin, command), move };
}

const everywhere = (words: string) => [words, words, words];

it('a call becomes a visit after three minutes and an absent number leaves after thirty, on open streams with nothing else happening, and across a restart', async () => {
  const { ward, done, move } = await setup();
  const shown = await watchAll(ward);
  await expect.poll(shown, SOON).toEqual(everywhere('A001 calling,A002 absent'));
  move(3 * MINUTE);
  await expect.poll(shown, SOON).toEqual(everywhere('A001 serving,A002 absent'));
  await ward.restart();
  const again = await watchAll(ward);
  await expect.poll(again, SOON).toEqual(everywhere('A001 serving,A002 absent'));
  done({ type: 'recall', counter: 1 });
  await expect.poll(again, SOON).toEqual(everywhere('A001 calling,A002 absent'));
  // Their times pass while all are down.
  await ward.restart(() => move(26 * MINUTE));
  const after = await watchAll(ward);
  await expect.poll(after, SOON).toEqual(everywhere('A001 serving,A002 absent'));
  move(MINUTE);
  await expect.poll(after, SOON).toEqual(everywhere('A001 serving'));
});

it('a lead alone tells both to who watches, with no other event than that time passed', async () => {
  const { lead, pass } = await openLoneLead();
  callSome(lead);
  const shown = await watchLead(lead);
  await expect.poll(shown, SOON).toEqual(['A001 calling,A002 absent', 'A001 calling,A002 absent']);
  pass(3 * MINUTE);
  await expect.poll(shown, SOON).toEqual(['A001 serving,A002 absent', 'A001 serving,A002 absent']);
  pass(27 * MINUTE);
  await expect.poll(shown, SOON).toEqual(['A001 serving', 'A001 serving']);
});

it.each([
  ['an hour', 60, 3],
  // The hub takes no log of a time that has not come.
  ['a year', 365 * 24 * 60, 2],
])(
  'a clock that is set back by %s leaves no call on the boards for so long, no NEXT refused and no kiosk locked',
  async (_, minutes, streams) => {
    const { ward, done, move } = await setup();
    const all = await watchAll(ward);
    const shown = () => all().slice(0, streams);
    await expect.poll(shown, SOON).toEqual(everywhere('A001 calling,A002 absent').slice(0, streams));
    const take = () => post(ward.shimin.httpPort, { type: 'issue', service: 'shomei', by: 'kiosk' });
    for (let i = 0; i < 10; i += 1) expect(await take()).toMatchObject({ outcome: 'done' });
    expect(await take()).toMatchObject({ code: 'too-many-tickets' });
    move(-minutes * MINUTE);
    await expect.poll(shown, SOON).toEqual(everywhere('A001 serving').slice(0, streams));
    expect(await take()).toMatchObject({ outcome: 'done' });
    done({ type: 'call-next', counter: 1, visit: 'A001' });
    // It is called as the clock is now.
    await expect.poll(shown, SOON).toEqual(everywhere('A003 calling').slice(0, streams));
  },
);
