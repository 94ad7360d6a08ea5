import type { ReplayLine } from '../../../hub/sections/replay.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import { readTable } from './files.ts';
import { type Dataset, type Truth, truthKey } from './lines.ts';

const SECTION = 'haifa/bank/calls';
/** Days from the 18th of the month on are reported; nothing was developed on them. */
const REPORT_FROM = '990118';

/** A bank's call centre, January 1999: calls as tickets, agents as counters, who hangs up as cancelled. No agent says when it comes or goes. */
export function bankDataset(): Dataset | undefined {
  const table = readTable('bank-calls-1999-01.csv.gz');
  if (table === undefined) return undefined;
  const lines: { order: number; line: ReplayLine }[] = [];
  const truths = new Map<string, Truth>();
  const days = new Set<string>();
  for (const [i, row] of table.entries()) {
    const { date = '', outcome, type = '' } = row;
    const midnight = Date.parse(`19${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4, 6)}T00:00:00+09:00`);
    const at = (column: string): number => midnight + seconds(row[column] ?? '') * 1_000;
    const queued = Number(row.queue_seconds) > 0;
    if (outcome !== 'AGENT' && !queued) continue;
    const ticket = `${date}-${i}`;
    const add = (order: number, event: Event): void => {
      lines.push({ order, line: { section: SECTION, event } });
    };
    if (!days.has(date)) {
      days.add(date);
      add(0, {
        type: 'day-opened',
        at: midnight,
        day: `19${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4, 6)}`,
      });
    }
    const issuedAt = queued ? at('queue_start') : at('service_start');
    const service = type.toLowerCase();
    const number = `${type.slice(0, 1)}${String(i % 1000).padStart(3, '0')}`;
    const priority = row.priority === '2' ? 'priority' : 'none';
    add(1, {
      type: 'ticket-issued',
      at: issuedAt,
      ticket,
      number,
      service,
      code: `code-${ticket}`,
      by: 'web',
      priority,
    });
    if (outcome !== 'AGENT') {
      add(2, { type: 'ticket-cancelled', at: at('queue_exit'), ticket });
      continue;
    }
    const counter = Number(/\d+/.exec(row.server ?? '')?.[0] ?? 99);
    const calledAt = queued ? at('queue_exit') : issuedAt;
    add(3, { type: 'ticket-called', at: calledAt, ticket, counter });
    // Who was served at once told nothing about waiting.
    if (queued)
      truths.set(truthKey({ section: SECTION, ticket, service, at: 0 }), {
        actualMinutes: (calledAt - issuedAt) / 60_000,
        reported: date >= REPORT_FROM,
      });
    add(-1, { type: 'service-finished', at: Math.max(calledAt, at('service_exit')), ticket, counter });
  }
  lines.sort((a, b) => timeOf(a.line) - timeOf(b.line) || a.order - b.order);
  return {
    name: 'bank calls',
    lines: lines.map(({ line }) => line),
    truths,
    configuredMinutes: 3,
    limits: [{ times: 0.86, beside: ['LES', 'HOL'] }],
  };
}

const timeOf = (line: ReplayLine): number => ('event' in line ? line.event.at : line.waiting.observedAt);

function seconds(clock: string): number {
  const [hours = 0, minutes = 0, rest = 0] = clock.split(':').map(Number);
  return hours * 3600 + minutes * 60 + rest;
}
