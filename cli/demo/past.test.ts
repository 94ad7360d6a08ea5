import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { EdgeConfiguration } from '../../edge/configuration.ts';
import { foldPapers, noPapers, printOf } from '../../edge/core/papers.ts';
import { openSqliteLog } from '../../edge/queue/sqlite-log.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { writePast } from './past.ts';

function setup({ seed = 1, days = 3 } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'matazu-past-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const lead = EdgeConfiguration.parse({
    role: 'lead',
    unit: 'lead',
    office: 'kyoto/ukyo',
    section: { id: 'shimin', name: '市民窓口課' },
    data,
    http: { port: 0 },
    hours: { opens: '08:45', closes: '17:15' },
    services: [{ id: 'shomei', letter: 'A', name: '住民票' }],
    counters: [1, 2].map((id) => ({ id, services: ['shomei'] })),
  });
  if (lead.role !== 'lead') throw new Error('not a lead');
  const services = [{ service: 'shomei', share: 1, minutes: 6 }];
  const ward = { section: 'kyoto/ukyo/shimin', load: 0.7, atDoors: 5, services };
  // A Thursday; Monday was a holiday.
  const write = (signal?: AbortSignal) =>
    writePast({ ward, lead, seed, before: '2026-11-26', days, ...(signal && { signal }) });
  const read = (): Event[] => {
    const log = openSqliteLog(data, Date.parse('2026-11-26T08:00+09:00'));
    const events: Event[] = [];
    for (let run = log.readAfter({ epoch: 0, seq: 0 }, 1_000); run !== undefined; ) {
      events.push(...run.events);
      run = log.readAfter({ epoch: run.epoch, seq: run.first + run.events.length - 1 }, 1_000);
    }
    log.close();
    return events;
  };
  return { write, read };
}

const dayOf = (at: number): string => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10);

it('has the working days before, from the first number to the last visitor, each event on its day and in its order', async () => {
  const { write, read } = setup();
  await write();
  const events = read();
  expect(events.flatMap((event) => (event.type === 'day-opened' ? [event.day] : []))).toEqual([
    '2026-11-20',
    '2026-11-24',
    '2026-11-25',
  ]);
  let state = emptySection;
  let last = 0;
  for (const event of events) {
    state = evolve(state, [event]);
    expect(event.at).toBeGreaterThanOrEqual(last);
    expect(dayOf(event.at)).toBe(state.day);
    last = event.at;
  }
  const tickets = [...state.tickets.values()];
  expect(tickets.length).toBeGreaterThan(50);
  expect(tickets.map(({ number }) => number)[0]).toBe('A001');
  expect(tickets.filter(({ state }) => state !== 'done' && state !== 'absent')).toEqual([]);
  const papers = foldPapers(noPapers, events);
  expect(tickets.filter(({ ticket }) => printOf(papers, ticket).state !== 'printed')).toEqual([]);
  expect(state.reception).toBe('closed');
});

it('is the same for the same seed and another for another, but for the ids and codes of its tickets', async () => {
  const lived = async (seed: number) => {
    const { write, read } = setup({ seed, days: 1 });
    await write();
    return read().map(({ type, at }) => `${type} ${at}`);
  };
  const [first, again, other] = [await lived(1), await lived(1), await lived(2)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

it('is written once: a log that has a day stays as it is', async () => {
  const { write, read } = setup({ days: 1 });
  const until = await write();
  const events = read();
  expect(await write()).toBe(until);
  expect(read()).toEqual(events);
  expect(events.at(-1)?.at).toBe(until);
});

it('that is stopped half way leaves nothing that the next start would take for a whole one', async () => {
  const { write, read } = setup({ days: 3 });
  const stopped = new AbortController();
  let asked = 0;
  vi.spyOn(stopped.signal, 'throwIfAborted').mockImplementation(() => {
    asked += 1;
    if (asked > 2) throw new Error('stopped');
  });
  await expect(write(stopped.signal)).rejects.toThrow('stopped');
  expect(read()).toEqual([]);
  await write();
  expect(read().filter(({ type }) => type === 'day-opened')).toHaveLength(3);
});
