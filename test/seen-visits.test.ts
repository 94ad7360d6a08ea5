import { expect, it } from 'vitest';
import type { Lead } from '../edge/lead.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { leadView, post } from './testing/http.ts';
import { openLoneLead } from './testing/lone-lead.ts';

/** What a lead answers to a command over HTTP: `done`, or its refusal as staff read it in Japanese and English. */
async function told({ httpPort }: Lead, command: Command): Promise<string> {
  const answer = await post(httpPort, command);
  if (answer.outcome === 'done') return 'done';
  const { code, detail, messageEn } = JSON.parse(answer.body) as Record<string, string>;
  return `${answer.status} ${code}: ${detail} ${messageEn}`;
}

/** Five who wait, of whom A001 is at counter 1 and A002 at counter 2; three counters, the third of which nobody opened. */
async function setup() {
  const { lead, pass } = await openLoneLead({
    counters: [1, 2, 3].map((id) => ({ id, services: ['shomei', 'ido'] })),
  });
  for (let i = 0; i < 5; i += 1) lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
  for (const counter of [1, 2]) lead.handle({ type: 'call-next', counter });
  return { lead, pass };
}

const NOW_A001 =
  '409 visit-changed: この窓口では、いま A001 をお呼びしています。何も行いませんでした。 It is A001 who is at this counter now. Nothing was done.';
const NOBODY =
  '409 visit-changed: この窓口では、いま、どなたもお呼びしていません。何も行いませんでした。 Nobody is at this counter any more. Nothing was done.';
const acts = (counter: number, visit: string | null): Command[] => [
  ...(['call-next', 'arrived', 'recall', 'absent', 'hold', 'finish'] as const).map((type) => ({
    type,
    counter,
    visit,
  })),
  { type: 'transfer', counter, visit, service: 'ido' },
  { type: 'call', counter, visit, ticket: 'A003' },
];

it('whoever saw somebody else at a counter, or nobody, is told who is there, and nothing is done', async () => {
  const { lead } = await setup();
  const before = await leadView(lead.httpPort);
  // Nobody seen, a ticket of another counter, one that waits, one that there never was.
  for (const visit of [null, 'A002', 'A003', 'Z999'])
    for (const command of acts(1, visit)) expect(await told(lead, command)).toBe(NOW_A001);
  for (const visit of ['A001', 'A003'])
    for (const command of acts(3, visit)) expect(await told(lead, command)).toBe(NOBODY);
  expect((await leadView(lead.httpPort)).tickets).toEqual(before.tickets);
});

it('a visit that is over is nobody at its counter, and somebody else once the next is called there', async () => {
  const { lead, pass } = await setup();
  const ticket = lead.view().counters[1]?.ticketId ?? '';
  lead.handle({ type: 'finish', counter: 2 });
  for (const command of acts(2, ticket)) expect(await told(lead, command)).toBe(NOBODY);
  lead.handle({ type: 'call-next', counter: 2 });
  for (const command of acts(2, ticket)) expect(await told(lead, command)).toBe(NOW_A001.replaceAll('A001', 'A003'));
  pass(20_000);
  expect(await told(lead, { type: 'call-next', counter: 2, visit: 'A003' })).toBe('done');
});

it('NEXT a moment after a call names whom it called and each way on; it passes with force, by the number as by the id', async () => {
  const { lead, pass } = await setup();
  const visit = lead.view().counters[0]?.ticketId ?? '';
  for (const sees of [visit, 'A001', 'a001'])
    expect(await told(lead, { type: 'call-next', counter: 1, visit: sees })).toBe(
      '409 just-called: A001 をお呼びしたばかりです。いらっしゃらないときは「不在」、手続が終わったときは「終了」を押してから「次へ」、呼び間違えたときは「列に戻す」を押してください。 ' +
        'A001 was called a moment ago. Press ABSENT if nobody came, FINISH and then NEXT if the visit is over, or put the ticket back if it was called by mistake.',
    );
  pass(19_999);
  expect(await told(lead, { type: 'call-next', counter: 1, visit })).toContain('just-called');
  // Called again, it needs its time again.
  pass(1);
  lead.handle({ type: 'recall', counter: 1 });
  expect(await told(lead, { type: 'call-next', counter: 1, visit })).toContain('just-called');
  expect(await told(lead, { type: 'call-next', counter: 1, visit, force: true })).toBe('done');
  lead.handle({ type: 'arrived', counter: 1 });
  expect(await told(lead, { type: 'call-next', counter: 1, visit: 'A003' })).toBe('done');
});

it.each([
  ['right by ten seconds', 'just-called', -10_000],
  ['back by an hour', 'done', -3_600_000],
  ['back by a year', 'done', -365 * 86_400_000],
  ['ahead by an hour', 'done', 3_600_000],
])('a clock that is set %s in the moment after a call: NEXT is %s', async (_, outcome, ms) => {
  const { lead, pass } = await setup();
  pass(ms);
  expect(await told(lead, { type: 'call-next', counter: 1, visit: 'A001' })).toContain(outcome);
});

it('a counter that there is not is named, whoever was seen there', async () => {
  const { lead } = await setup();
  for (const visit of [undefined, null, 'A001'])
    for (const command of acts(9, null)) {
      expect(await told(lead, { ...command, visit } as Command)).toContain('窓口9は設定にありません');
    }
});
