import type { FastifyRequest } from 'fastify';
import { denials } from './denials.ts';

/** The cards that were put on the readers of counters. */
export interface Cards {
  /** The next one at this counter is to sign in. */
  expect(counter: number): void;
  /** What stands for the one that was put there within the last minute; it is taken once. @throws ProblemError */
  take(counter: number, request: FastifyRequest): string;
}

/** Of a section without readers. */
export const noCards: Cards = {
  expect: () => undefined,
  take() {
    throw denials.noCard();
  },
};
