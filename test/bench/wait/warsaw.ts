import type { ReplayLine } from '../../../hub/sections/replay.ts';
import { readTable } from './files.ts';
import { type Dataset, MINUTE, type Truth, truthKey } from './lines.ts';

/** Days from the 9th on are reported. */
const REPORT_FROM = '2020-01-09';
/** A number that isn't reached for longer was called out of turn, or never; minutes. */
const LONGEST_MINUTES = 180;

interface Count {
  readonly at: number;
  readonly open: number;
  readonly waiting: number;
  readonly current: number;
}

/**
 * The queues of Warsaw's city offices as counts every five minutes; each queue is a service of its office. A row is a count with
 * people waiting after which somebody really took the next number; its truth is when that number was reached, between two counts
 * by the rule of three.
 */
export function warsawDataset(): Dataset | undefined {
  const table = readTable('warsaw-offices-2020-01-02_15.csv.gz');
  if (table === undefined) return undefined;
  const queues = new Map<string, { section: string; service: string; date: string; counts: Count[] }>();
  const messages = new Map<string, Extract<ReplayLine, { waiting: unknown }>>();
  for (const row of table) {
    const { date = '', time = '', office = '', group = '', letter = '' } = row;
    const section = `warsaw/${office.toLowerCase().replaceAll('_', '-')}/counters`;
    const service = `${letter.toLowerCase()}-${group}`;
    const at = Date.parse(`${date}T${time.padStart(5, '0')}:00+01:00`);
    const count = {
      at,
      open: Number(row.open_counters),
      waiting: Number(row.waiting),
      current: Number(row.current_number),
    };
    const key = `${section} ${service} ${date}`;
    const queue = queues.get(key) ?? { section, service, date, counts: [] };
    queue.counts.push(count);
    queues.set(key, queue);
    const message = messages.get(`${section} ${at}`) ?? {
      section,
      waiting: { observedAt: at, services: [], counters: [] },
    };
    message.waiting.services.push({
      service,
      waiting: count.waiting,
      lastCalled: String(count.current),
      openCounters: count.open,
    });
    messages.set(`${section} ${at}`, message);
  }
  const truths = new Map<string, Truth>();
  for (const { section, service, date, counts } of queues.values()) {
    counts.sort((a, b) => a.at - b.at);
    for (const [i, { at }] of counts.entries()) {
      const actualMinutes = actual(counts, i);
      if (actualMinutes === undefined) continue;
      truths.set(truthKey({ section, service, at }), { actualMinutes, reported: date >= REPORT_FROM });
    }
  }
  return {
    name: 'Warsaw offices',
    lines: [...messages.values()].sort((a, b) => a.waiting.observedAt - b.waiting.observedAt),
    truths,
    configuredMinutes: 10,
    limits: [{ times: 0.93, beside: ['learned headway'] }],
  };
}

function actual(counts: readonly Count[], i: number): number | undefined {
  const now = counts[i];
  const next = counts[i + 1];
  if (now === undefined || next === undefined || now.waiting < 1) return undefined;
  const mine = now.current + now.waiting + 1;
  if (next.current + next.waiting < mine) return undefined;
  for (let j = i + 1; j < counts.length; j += 1) {
    const [a, b] = [counts[j - 1], counts[j]];
    if (a === undefined || b === undefined || b.current < mine) continue;
    const reached = a.at + ((b.at - a.at) * (mine - a.current)) / (b.current - a.current);
    const minutes = (reached - now.at) / MINUTE;
    return minutes <= LONGEST_MINUTES ? minutes : undefined;
  }
  return undefined;
}
