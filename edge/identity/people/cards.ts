import type { FastifyRequest } from 'fastify';
import type { LastTaps } from '../../queue/last-taps.ts';
import { denials } from './denials.ts';

/** What stands for a card under the keys of the unit at whose reader it is (edge/counter/staff-cards.ts): nobody guesses it. */
const STANDS_FOR = /^[0-9a-f]{64}(,[0-9a-f]{64})?$/;

/** The card that was put on this counter's reader within the last minute, at the lead or at the member through which somebody asks. @throws ProblemError */
export function takenCard(taps: LastTaps, counter: number, { headers }: FastifyRequest): readonly string[] {
  const told = headers['x-matazu-card'];
  if (typeof told === 'string' && STANDS_FOR.test(told)) return told.split(',');
  const card = taps.take(counter);
  if (card === null) throw denials.noCard();
  return card;
}
