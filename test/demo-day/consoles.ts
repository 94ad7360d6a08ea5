import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from '../../protocol/queue/commands.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { leadView, post } from '../testing/http.ts';
import type { Asked } from '../testing/invariants.ts';
import { choose, integer } from '../testing/random.ts';

export interface ConsoleOptions {
  /** Of the lead's HTTP listener. */
  readonly port: number;
  readonly counter: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Between looks, and between a look and a press: by then a colleague or the panel may have called somebody else; milliseconds. */
const LOOKS_MS = [200, 1_500] as const;
const HESITATES_MS = [0, 500] as const;

/**
 * A member of staff at a console of a counter that a panel and another console serve too: looks, hesitates, and does something
 * for whom they saw. Resolves with all that it asked for once the signal aborts.
 */
export async function workAtConsole({ port, counter, random, signal }: ConsoleOptions): Promise<Asked[]> {
  const asked: Asked[] = [];
  const rest = ([from, to]: readonly [number, number]) =>
    delay(integer(random, from, to), undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await rest(LOOKS_MS);
    try {
      const command = whatToDo(await leadView(port), counter, random);
      await rest(HESITATES_MS);
      if (command === null || signal.aborted) continue;
      const key = randomUUID();
      asked.push({ key, command, answer: await post(port, command, { key }) });
    } catch {
      // No answer: the lead is busy or gone, and somebody at a console looks again.
    }
  }
  return asked;
}

type Way = { readonly weight: number; readonly command: Command };

function whatToDo(view: LeadView, counter: number, random: () => number): Command | null {
  const here = view.counters.find((each) => each.counter === counter);
  if (here === undefined) return null;
  const { ticketId: visit } = here;
  const ways = visit === null ? waysWithoutVisit(view, counter, random) : waysOfVisit(view, counter, visit);
  if (here.state !== 'open') ways.push({ weight: 4, command: { type: 'open-counter', counter } });
  const sum = ways.reduce((total, { weight }) => total + weight, 0);
  let passed = 0;
  const chosen = random() * sum;
  for (const { weight, command } of ways) {
    passed += weight;
    if (chosen < passed) return command;
  }
  return null;
}

function waysOfVisit({ tickets, services }: LeadView, counter: number, visit: string): Way[] {
  const own = tickets.find(({ ticket }) => ticket === visit)?.service;
  const other = services.find(({ service }) => service !== own)?.service;
  return [
    { weight: 3, command: { type: 'arrived', counter, visit } },
    { weight: 2, command: { type: 'recall', counter, visit } },
    { weight: 2, command: { type: 'finish', counter, visit } },
    { weight: 2, command: { type: 'call-next', counter, visit } },
    { weight: 1, command: { type: 'hold', counter, visit, reason: 'papers' } },
    { weight: 1, command: { type: 'absent', counter, visit } },
    ...(other === undefined
      ? []
      : [{ weight: 0.5, command: { type: 'transfer', counter, visit, service: other } as const }]),
  ];
}

function waysWithoutVisit({ tickets, reception }: LeadView, counter: number, random: () => number): Way[] {
  const aside = tickets.filter(({ state }) => state === 'held' || (state === 'absent' && reception === 'open'));
  const slips = tickets.filter(({ restorable }) => restorable);
  const [held, ...others] = aside;
  const [slip, ...more] = slips;
  return [
    { weight: 3, command: { type: 'call-next', counter, visit: null } },
    { weight: 0.3, command: { type: 'pause-counter', counter, reason: 'break' } },
    ...(held === undefined
      ? []
      : [{ weight: 2, command: { type: 'requeue', ticket: choose(random, [held, ...others]).ticket } as const }]),
    // What is over stays over in the evening, or nobody would go home.
    ...(slip === undefined || reception === 'closed'
      ? []
      : [{ weight: 0.5, command: { type: 'restore', ticket: choose(random, [slip, ...more]).ticket } as const }]),
  ];
}

/** Each command of a console that ended or moved a visit did so to the one that its sender saw. */
export function actedOnTheSeen(asked: readonly Asked[]): string[] {
  return asked.flatMap(({ command, answer }) => {
    if (answer.outcome !== 'done' || !('visit' in command)) return [];
    return answer.events.flatMap((event) =>
      ENDS.has(event.type) && 'ticket' in event && event.ticket !== command.visit
        ? [`${command.type} for ${String(command.visit)} did ${JSON.stringify(event)}`]
        : [],
    );
  });
}

const ENDS: ReadonlySet<string> = new Set(['service-finished', 'ticket-absent', 'ticket-held', 'ticket-transferred']);
