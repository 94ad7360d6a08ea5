import type { Bench } from './bench.ts';
import type { Order } from './processes/publishers.ts';
import { type Running, startOwn } from './processes.ts';

export interface Told {
  readonly tookMs: number;
  /** Milliseconds from each message's publishing to the acknowledgement that reaches it. */
  readonly latencies: readonly number[];
}

export interface Publishers {
  order(order: Order): Promise<Told>;
}

export interface PublishersOptions {
  readonly port: number;
  readonly sections: number;
  /** What the other side answers: the hub names its place, a bare broker counts messages. */
  readonly acked: 'place' | 'messages';
  readonly sectionsAnOffice?: number;
}

/** Sections in a process of their own, so that they never wait for what they measure. */
export async function startPublishers(bench: Bench, options: PublishersOptions): Promise<Publishers> {
  const running: Running = await startOwn('publishers', {
    PORT: String(options.port),
    SECTIONS: String(options.sections),
    ACKED: options.acked,
    SECTIONS_AN_OFFICE: String(options.sectionsAnOffice ?? 5),
  });
  bench.opened(running, (one) => one.stop());
  return { order: (order) => running.ask<Told>(order) };
}
