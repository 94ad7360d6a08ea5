import { z } from 'zod';
import { CounterId, Identifier, Instant, TicketNumber } from '../ground/identifiers.ts';
import { openEnum } from '../ground/open-enum.ts';

export const CounterState = z.enum(['open', 'paused', 'closed']);
export type CounterState = z.infer<typeof CounterState>;

/** A counter as the public sees it; `ticket` is the number that it serves. */
export const CounterView = z.object({
  counter: CounterId,
  /** A word of a later version says at least that nobody is to be sent there: `paused`, which keeps the number on its sign. */
  state: openEnum(CounterState, 'paused'),
  ticket: TicketNumber.nullable().default(null),
});
export type CounterView = z.infer<typeof CounterView>;

/** The number last called, as people see it. Existing ticket machines send it as a plain number. */
const LastCalled = z
  .union([TicketNumber, z.int().nonnegative().transform(String)])
  .nullable()
  .default(null);

export const WaitingMessage = z.object({
  observedAt: Instant,
  services: z
    .array(
      z.object({
        service: Identifier,
        waiting: z.int().min(0).max(100_000),
        lastCalled: LastCalled,
        headIssuedAt: Instant.nullable().optional(),
        openCounters: z.int().min(0).max(999).optional(),
      }),
    )
    .max(64),
  counters: z.array(CounterView).max(200).default([]),
});
export type WaitingMessage = z.infer<typeof WaitingMessage>;
export type WaitingService = WaitingMessage['services'][number];
