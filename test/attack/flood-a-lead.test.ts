import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Answer, post } from '../testing/http.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { type AttackedWard, issue, openWard, S } from './ward.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Posts a command from another address of this machine; its status. */
async function ask(port: number, from: string, command: object): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' };
  const path = '/api/v1/commands';
  const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers, localAddress: from });
  asked.end(JSON.stringify(command));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

/** Sends a command so many times, twenty at a time, and gives back how many were done. */
async function flood({ shimin }: AttackedWard, command: object, times: number): Promise<number> {
  let done = 0;
  for (let sent = 0; sent < times; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(shimin.httpPort, command)));
    done += answers.filter(({ outcome }) => outcome === 'done').length;
  }
  return done;
}

it('a stranger at a kiosk’s address uses up neither numbers nor paper, and nobody else is refused for it', async () => {
  const ward = await openWard(stage);
  expect(await flood(ward, { type: 'issue', service: 'shomei' }, 100)).toBeLessThanOrEqual(20);
  const wire = await listen(stage, ward.shimin.lanPort);
  const command = { type: 'issue', service: 'shomei', by: 'kiosk' };
  for (let i = 0; i < 40; i += 1)
    await wire.publish(`${S}/commands`, { id: `x${i}`, expiresAt: Date.now() + 60_000, command });
  await until('all were answered', () => wire.seen.filter(({ read }) => read?.channel === 'replies').length === 40);
  expect(ward.shimin.view().tickets.length).toBeLessThanOrEqual(40);
  expect(issue(ward.shimin, 'shomei')).toMatch(/^A0/);
});

/** What an address may write into the log at once, characters (edge/queue/section.ts). */
const WRITTEN = 60_000;

it.each([
  ['a level and another', { type: 'declare-level', level: 'packed' }, { type: 'declare-level', level: 'quiet' }],
  ['a counter open and closed', { type: 'open-counter', counter: 1 }, { type: 'close-counter', counter: 1 }],
])(
  'a stranger who declares %s by turns fills no log, is told so, and nobody else is refused for it',
  async (_, one, other) => {
    const standing = Date.now();
    const ward = await openWard(stage, { now: () => standing });
    const port = ward.shimin.httpPort;
    const answers: Answer[] = [];
    const refused = () => answers.find((answer) => answer.outcome === 'refused' && answer.code === 'too-often');
    for (let sent = 0; sent < 3_000 && !refused(); sent += 20)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, i) => post(port, i % 2 === 0 ? one : other)))));
    const done = answers.flatMap((answer) => (answer.outcome === 'done' ? [JSON.stringify(answer.events)] : []));
    expect(done.join('').length).toBeLessThanOrEqual(WRITTEN);
    expect(refused()).toMatchObject({
      status: 429,
      body: expect.stringContaining('少し待ってからもう一度お試しください'),
    });
    // The same address is no better heard at the section's broker; others are.
    const wire = await listen(stage, ward.shimin.lanPort);
    const expiresAt = standing + 60_000;
    await wire.publish(`${S}/commands`, {
      id: 'x',
      expiresAt,
      command: { type: 'issue', service: 'ido', by: 'staff' },
    });
    await until('it is answered', () => wire.seen.some(({ read }) => read?.channel === 'replies'));
    expect(JSON.stringify(wire.seen)).toContain('too-often');
    const elsewhere = await ask(port, '127.0.0.2', { type: 'issue', service: 'shomei', by: 'staff' });
    expect(elsewhere).toBe(200);
    expect(issue(ward.shimin, 'shomei')).toBe('A002');
  },
);

it('a stranger who declares a level without end fills no log', async () => {
  const ward = await openWard(stage);
  expect(await flood(ward, { type: 'declare-level', level: 'packed' }, 100)).toBe(1);
  issue(ward.shimin, 'shomei');
  await until('a new ticket is counted', async () => (await ward.waiting('shimin')) === 1);
});
