import { cpSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeHub, writeLead } from './testing/configurations.ts';
import { leadView, officeView, post } from './testing/http.ts';
import { countsAgree, sequencesAgree } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { role } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog, readStore } from './testing/stores.ts';
import { until } from './testing/until.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function openWard() {
  const [hubPort, mqtt, port] = [await freePort(), await freePort(), await freePort()];
  const { file: hubFile, data: hubData } = writeHub(stage, { httpPort: hubPort, mqtt: { port: mqtt } });
  const hub = role(stage, 'hub', hubFile);
  await hub.start();
  const { file, data } = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort: port, hubPort: mqtt });
  const lead = role(stage, 'lead', file);
  await lead.start();
  const issue = async (count: number): Promise<string[]> => {
    const numbers: string[] = [];
    for (let i = 0; i < count; i++) {
      const answer = await post(port, { type: 'issue', service: 'shomei' });
      if (answer.outcome === 'done')
        numbers.push(...answer.events.map((event) => ('number' in event ? String(event.number) : '')));
    }
    return numbers;
  };
  /** Until the hub has acknowledged all and counts as the section does. */
  const agree = () =>
    until('the hub and its section agree', async () => {
      const view = await leadView(port);
      const violations = countsAgree(view, await officeView(hubPort, 'kyoto/ukyo'));
      if (violations.length > 0) throw new Error(violations.join('; '));
      return view.hub.pending === 0 && view;
    });
  return { hub, hubData, lead, data, issue, agree };
}

describe('a lead that comes back', () => {
  it('with an older copy of its log gives no number again, and the hub follows what its log still holds', async () => {
    const { hub, hubData, lead, data, issue, agree } = await openWard();
    await issue(3);
    await agree();
    await lead.kill();
    cpSync(data, stage.path('image'), { recursive: true });
    await lead.start();
    expect(await issue(4)).toEqual(['A004', 'A005', 'A006', 'A007']);
    await agree();

    await lead.kill();
    rmSync(data, { recursive: true });
    cpSync(stage.path('image'), data, { recursive: true });
    await lead.start();
    await until('the hub has told it of the numbers', () => readNumber(agree));
    expect(await issue(2)).toEqual(['A008', 'A009']);
    const view = await agree();
    expect(view.tickets.map(({ number }) => number)).toEqual(['A001', 'A002', 'A003', 'A008', 'A009']);
    await lead.kill();
    await hub.kill();
    expect(sequencesAgree(readLog(data), readStore(hubData).get('kyoto/ukyo/shimin'))).toEqual([]);
  }, 60_000);

  // Only a lead with an empty log waits for the hub's word before its first ticket; see edge/lead.ts.
  it('with an older copy of its log gives no number again, even to whoever stands there when it wakes', async () => {
    const { lead, data, issue, agree } = await openWard();
    await issue(3);
    await agree();
    await lead.kill();
    cpSync(data, stage.path('image'), { recursive: true });
    await lead.start();
    await issue(4);
    await agree();

    await lead.kill();
    rmSync(data, { recursive: true });
    cpSync(stage.path('image'), data, { recursive: true });
    const starting = lead.start();
    const first = await until('it answers', () => issue(1));
    await starting;
    expect(first).toEqual(['A008']);
  }, 60_000);

  it('with a new disk gives no number again, before it has issued the first', async () => {
    const { lead, data, issue, agree } = await openWard();
    await issue(5);
    await agree();
    await lead.kill();
    rmSync(data, { recursive: true });
    await lead.start();
    expect(await issue(2)).toEqual(['A006', 'A007']);
    const view = await agree();
    expect(view.tickets).toHaveLength(2);
  }, 60_000);
});

const readNumber = async (agree: () => Promise<unknown>): Promise<true> => {
  await agree();
  return true;
};
