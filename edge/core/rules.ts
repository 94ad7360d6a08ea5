import type { CallingRules, PriorityCredits } from '../../protocol/queue/order.ts';
import type { Counter, SectionState } from '../../protocol/queue/state.ts';
import type { KioskLimit } from './kiosk-limit.ts';

/** What a section's configuration says of its queue. */
export interface QueueRules {
  readonly services: readonly {
    readonly id: string;
    /** Of its numbers; they are figures alone where it names none. */
    readonly letter?: string | undefined;
    /** The first and the last of its numbers; all up to the section's highest where it names none. */
    readonly numbers?: { readonly from: number; readonly to?: number | undefined } | undefined;
  }[];
  readonly counters: readonly {
    readonly id: number;
    readonly services: readonly string[];
    readonly order: 'longest-wait' | 'listed';
  }[];
  /** What a staff card opens a counter for. */
  readonly duties: readonly {
    readonly id: string;
    readonly services: readonly string[];
    /** Where it may be opened; null: anywhere. */
    readonly counters: readonly number[] | null;
  }[];
  /** The last number where a service names none; after it they begin again. All have as many digits as this one. */
  readonly highestNumber: number;
  readonly credits: PriorityCredits;
  /** Minutes that each place earlier in a `listed` counter's services is credited. */
  readonly listedCreditMinutes: number;
  readonly kiosk: KioskLimit;
  /** How long a level stands that staff declare, milliseconds. */
  readonly declarationMs: number;
}

/** A counter as it stands, or as configured where nobody opened it yet; `undefined` for a number that isn't configured. */
export function counterOf(state: SectionState, rules: QueueRules, id: number): Counter | undefined {
  const configured = rules.counters.find((counter) => counter.id === id);
  if (configured === undefined) return undefined;
  return (
    state.counters.get(id) ?? {
      counter: id,
      state: 'closed',
      services: configured.services,
      duty: null,
      ticket: null,
      call: null,
      pause: null,
    }
  );
}

/** How a counter chooses: the services that it was opened with, in the configured manner. */
export function callingRules(counter: Counter, rules: QueueRules): CallingRules {
  const configured = rules.counters.find(({ id }) => id === counter.counter);
  return {
    services: counter.state === 'closed' ? (configured?.services ?? []) : counter.services,
    order: configured?.order ?? 'longest-wait',
    listedCreditMinutes: rules.listedCreditMinutes,
    credits: rules.credits,
  };
}

/**
 * Services that somebody waits for and the configuration doesn't name any more: it was changed between two starts. Every
 * counter calls for them, after its own.
 */
export function strandedServices(state: SectionState, rules: QueueRules): string[] {
  const stranded = new Set<string>();
  for (const { service } of state.tickets.waiting)
    if (!rules.services.some(({ id }) => id === service)) stranded.add(service);
  return [...stranded];
}

/** The services whose queues are to be told of: the configured ones in their order, then those that were left behind. */
export const toldServices = (state: SectionState, rules: QueueRules): string[] => [
  ...rules.services.map(({ id }) => id),
  ...strandedServices(state, rules),
];
