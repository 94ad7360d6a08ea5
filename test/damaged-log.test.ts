import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteLog } from '../edge/queue/sqlite-log.ts';
import { writeHub, writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { role, startMatazu } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const DAY = 24 * 3_600_000;
const issue = { type: 'issue', service: 'shomei', by: 'staff' } as const;

/** A lead with a yesterday in its log, one event of which was `damaged` while it was off. */
async function openWard(damaged: (last: number) => number) {
  const [mqtt, http, port] = [await freePort(), await freePort(), await freePort()];
  const hub = role(stage, 'hub', writeHub(stage, { httpPort: http, mqtt: { port: mqtt } }).file);
  await hub.start();
  const { file, data } = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort: port, hubPort: mqtt });
  const at = Date.now() - 2 * DAY;
  const log = openSqliteLog(data, at);
  log.append('1', [{ type: 'day-opened', at, day: '2020-01-06' }]);
  log.append('2', [{ type: 'counter-paused', at, counter: 1 }]);
  log.append('3', [{ type: 'day-opened', at, day: '2020-01-07' }]);
  log.append('4', [{ type: 'reception-closed', at }]);
  log.close();
  const db = new Database(join(data, 'section.sqlite'));
  db.prepare("UPDATE events SET body = '{' WHERE id = ?").run(damaged(4));
  db.close();
  return { file, port };
}

describe('a log that is damaged', () => {
  it('in a past day serves today all the same; the hub is not told what cannot be read, and the log says so', async () => {
    const { file, port } = await openWard(() => 2);
    const lead = role(stage, 'lead', file);
    await lead.start();
    await post(port, { type: 'open-day' });
    await until('it is said', () => lead.said().some((line) => line.includes('the log cannot be read')));
    expect(await post(port, issue)).toMatchObject({ outcome: 'done', events: [{ number: 'A001' }] });
    expect(await post(port, { type: 'call-next', counter: 1 })).toMatchObject({ outcome: 'done' });
    expect((await leadView(port)).counters[0]?.ticket).toBe('A001');
    expect(lead.program.exited).toBe(false);
  });

  it('in the day that must be folded is not opened: no ticket is issued, and the file and the remedy are named', async () => {
    const { file } = await openWard((last) => last);
    const lead = startMatazu(stage, 'edge', file);
    await lead.ended();
    expect(lead.status).toBe(1);
    expect(lead.lines.join('\n')).toMatch(/section\.sqlite.*the log is damaged.*Move the file aside/);
  });
});
