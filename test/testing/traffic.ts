import type { z } from 'zod';
import type { Command } from '../../protocol/queue/commands.ts';
import { type Answer, post } from './http.ts';
import type { Asked } from './invariants.ts';
import { choose, integer } from './random.ts';

export interface TrafficOptions {
  readonly port: number;
  /** Of who signed in, where the section asks. */
  readonly cookie?: string | undefined;
  readonly random: () => number;
  /** How many commands in all; without it until `stop`. */
  readonly commands?: number;
  /** How many ask at once: counters and a kiosk don't wait for each other. */
  readonly askers?: number;
  readonly counters?: number;
  /** A prefix that makes the commands' keys unique. */
  readonly name: string;
  /** Called when the nth command is about to be sent; the n of the first is 1. */
  readonly onSend?: (nth: number) => void;
}

export interface Traffic {
  readonly asked: readonly Asked[];
  /** No more commands; resolves when each that was asked is answered. */
  stop(): Promise<void>;
  /** Resolves when all commands are answered. */
  done(): Promise<void>;
}

const SERVICES = ['shomei', 'ido'] as const;
const RETRY_EVERY_MS = 20;

/**
 * A day at a section in a hurry: residents take tickets, staff call, finish, hold, send on. Each command carries a key of its
 * own and is asked again with it, however often the lead dies, until it is answered.
 */
export function startTraffic(options: TrafficOptions): Traffic {
  const { port, cookie, random, commands = Number.POSITIVE_INFINITY, askers = 3, counters = 3, name, onSend } = options;
  const asked: Asked[] = [];
  const numbers: string[] = [];
  let sent = 0;
  let stopped = false;

  const askOne = async (): Promise<void> => {
    sent += 1;
    const key = `${name}-${sent}`;
    const command = nextCommand(random, numbers, counters);
    onSend?.(sent);
    const answer = await untilAnswered({ port, cookie, command, key });
    for (const event of answer.outcome === 'done' ? answer.events : [])
      if ('number' in event) numbers.push(String(event.number));
    asked.push({ key, command, answer });
  };
  const asker = async (): Promise<void> => {
    while (!stopped && sent < commands) await askOne();
  };
  const all = Promise.all(Array.from({ length: askers }, asker)).then(() => undefined);
  // Whoever waits for the end hears of it; until then it is nobody's unhandled rejection.
  all.catch(() => undefined);
  return {
    asked,
    stop() {
      stopped = true;
      return all;
    },
    done: () => all,
  };
}

type CommandSent = z.input<typeof Command>;

const DEAD_MS = 60_000;

interface AskedCommand {
  readonly port: number;
  readonly cookie: string | undefined;
  readonly command: object;
  readonly key: string;
}

async function untilAnswered({ port, cookie, command, key }: AskedCommand): Promise<Answer> {
  const startedMs = performance.now();
  for (;;) {
    try {
      const answer = await post(port, command, { key, cookie });
      if (answer.outcome === 'done' || answer.status === 409) return answer;
      throw new Error(`${key}: ${answer.status} ${answer.body}`);
    } catch (error) {
      if (performance.now() - startedMs > DEAD_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
    }
  }
}

/** Half of what is asked brings people in and forward; the rest is what happens to them on the way. */
function nextCommand(random: () => number, numbers: readonly string[], counters: number): CommandSent {
  const counter = integer(random, 1, counters);
  const service = choose(random, SERVICES);
  const ticket = numbers[integer(random, Math.max(0, numbers.length - 30), Math.max(0, numbers.length - 1))] ?? 'A001';
  const at = random() * 100;
  const upTo: readonly (readonly [number, CommandSent])[] = [
    [35, { type: 'issue', service, by: choose(random, ['kiosk', 'kiosk', 'staff'] as const) }],
    [62, { type: 'call-next', counter, force: true }],
    [68, { type: 'finish', counter }],
    [73, { type: 'hold', counter }],
    [78, { type: 'absent', counter }],
    [82, { type: 'recall', counter }],
    [88, { type: 'requeue', ticket }],
    [92, { type: 'transfer', counter, service }],
    [95, { type: 'call', counter, ticket }],
    [97, { type: 'cancel', ticket }],
    [98, { type: 'pause-counter', counter }],
    [99, { type: 'open-counter', counter }],
  ];
  return upTo.find(([limit]) => at < limit)?.[1] ?? { type: 'close-counter', counter };
}
