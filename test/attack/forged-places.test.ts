import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encode } from '../../protocol/wire/topics.ts';
import { openTestBroker } from '../release/broker.ts';
import { today as roleOfToday } from '../release/today.ts';
import { at, DAYS, SHIMIN } from '../release/ward.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type AttackedWard, E, H, issue, live, openWard, stranger } from './ward.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const today = (): string => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

describe('a place in a section’s log that somebody else makes up', () => {
  it('silences no section: events of an epoch from the future are nobody’s, also after a restart of everything', async () => {
    const ward = await openWard(stage);
    const evil = await stranger(stage, ward.hub.mqttPort);
    const events = [
      { type: 'day-opened', at: Date.now(), day: today() },
      { type: 'reception-closed', at: Date.now() },
    ];
    await evil.publish(`${H}/events`, { unit: 'evil', epoch: E, first: 1, after: { epoch: 0, seq: 0 }, events });
    for (let i = 0; i < 5; i++) issue(ward.hoken, 'kokuho');
    await until('the public sees five wait', async () => (await ward.waiting('hoken')) === 5);
    expect(await ward.section('hoken')).toMatchObject({ reception: 'open', freshness: 'live' });
    await ward.restart();
    issue(ward.hoken, 'kokuho');
    await until('the public sees six wait', async () => (await ward.waiting('hoken')) === 6);
    expect(ward.hoken.view().hub).toMatchObject({ state: 'connected' });
    await until('nothing is left to send', () => ward.hoken.view().hub.pending === 0);
  });

  it('silences no section: an acknowledgement from the future is not the hub’s, also after a restart of everything', async () => {
    const ward = await openWard(stage);
    issue(ward.hoken, 'kokuho');
    const evil = await stranger(stage, ward.hub.mqttPort);
    await evil.publish(`${H}/acked`, { epoch: E, seq: 1 }, true);
    for (let i = 0; i < 5; i++) issue(ward.hoken, 'kokuho');
    await until('the public sees six wait', async () => (await ward.waiting('hoken')) === 6);
    await ward.restart();
    issue(ward.hoken, 'kokuho');
    await until('the public sees seven wait', async () => (await ward.waiting('hoken')) === 7);
  });
});

it('numbers of the day that somebody makes up use up none: who has nothing of a log knows no number that it lacks', async () => {
  const roles = roleOfToday(stage, at(DAYS[0], '09:00'));
  const hub = await openTestBroker(stage);
  const lead = await roles.lead(stage.path('lead'), { hub: hub.port });
  await until('it announces itself', () => hub.heardOn('unit').length > 0);
  const numbers = { day: DAYS[0], last: { A: 998, B: 998 } };
  hub.publish(encode('acked', SHIMIN, { epoch: 0, seq: 0, numbers }));
  await until('it has heard that, and sends its log', () => hub.heardOn('events').length > 0);
  expect(issue(lead, 'shomei')).toBe('A001');
  expect(issue(lead, 'shomei')).toBe('A002');
});

describe('who believed such a place before', () => {
  /** As a lead of 0.1.0 left its log that raised its epoch above one from the future. */
  const hitLead = (): void =>
    change('hoken/section.sqlite', (db) =>
      db.prepare('UPDATE epochs SET epoch = ? WHERE epoch = (SELECT max(epoch) FROM epochs)').run(E + 500),
    );
  /** As a hub of 0.1.0 left its store that took events of an epoch from the future. */
  const hitHub = (): void =>
    change('hub/hub.sqlite', (db) => {
      const { id } = db.prepare("SELECT id FROM sections WHERE path = 'kyoto/ukyo/hoken'").get() as { id: number };
      db.prepare('UPDATE events SET lost = 1 WHERE section = ?').run(id);
      db.prepare('DELETE FROM days WHERE section = ?').run(id);
      const day = JSON.stringify({ type: 'day-opened', at: Date.now(), day: today() });
      db.prepare('INSERT INTO events VALUES (?, ?, 1, ?, 0)').run(id, E, day);
      const closed = JSON.stringify({ type: 'reception-closed', at: Date.now() });
      db.prepare('INSERT INTO events VALUES (?, ?, 2, ?, 0)').run(id, E, closed);
      db.prepare('INSERT INTO days VALUES (?, ?, ?, 1)').run(id, today(), E);
    });
  const change = (file: string, act: (db: Database.Database) => unknown): void => {
    const db = new Database(stage.path(file));
    act(db);
    db.close();
  };
  const three = async (): Promise<AttackedWard> => {
    const ward = await openWard(stage);
    for (let i = 0; i < 3; i++) issue(ward.hoken, 'kokuho');
    await until('the public sees three wait', async () => (await ward.waiting('hoken')) === 3);
    return ward;
  };
  const holds = async (ward: AttackedWard, waiting: number): Promise<void> => {
    await until(`the public sees ${waiting} wait`, async () => (await ward.waiting('hoken')) === waiting);
    await until('it is live', () => live(ward, 'hoken'));
    await until('nothing is left to send', () => ward.hoken.view().hub.pending === 0);
  };

  it.each([
    ['hub and lead', () => [hitHub(), hitLead()]],
    ['the hub alone', hitHub],
    ['the lead alone', hitLead],
  ])('is mended by the next start: %s', async (_, hit) => {
    const ward = await three();
    await ward.restart(() => void hit());
    await holds(ward, 3);
    issue(ward.hoken, 'kokuho');
    await holds(ward, 4);
    await ward.restart();
    await holds(ward, 4);
  });
});
