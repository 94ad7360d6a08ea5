import type { Ticket } from '../../../protocol/queue/ticket.ts';
import { keyOf } from './queue.ts';
import type { WaitModel } from './wait-model.ts';

const MINUTE = 60_000;

/**
 * The model with what a call tells of the calling order: by how many minutes a priority goes before, and who was passed over and
 * may be gone.
 */
export function learnOrder(model: WaitModel, called: Ticket, waiting: readonly Ticket[]): WaitModel {
  let { credits } = model;
  const key = keyOf(credits, called);
  let overtaken: Set<string> | undefined;
  let oldest: number = called.place;
  for (const other of waiting) {
    if (other.service !== called.service || other.ticket === called.ticket) continue;
    if (other.priority === 'none') oldest = Math.min(oldest, other.place);
    if (called.priority === 'none' && other.priority !== 'none' && other.place > called.place) {
      const granted = (other.place - called.place) / MINUTE;
      const credit = credits[other.priority];
      if (granted < credit) credits = { ...credits, [other.priority]: credit + 0.1 * (granted - credit) };
    }
    if (other.priority === called.priority && keyOf(credits, other) < key) {
      overtaken ??= new Set();
      overtaken.add(other.ticket);
    }
  }
  if (called.priority !== 'none') {
    const granted = Math.min(240, (called.place - oldest) / MINUTE);
    const credit = credits[called.priority];
    if (granted > credit) credits = { ...credits, [called.priority]: credit + 0.3 * (granted - credit) };
  }
  const promised =
    overtaken === undefined
      ? model.promised
      : model.promised.map((each) => (overtaken.has(each.ticket) ? { ...each, overtaken: each.overtaken + 1 } : each));
  return credits === model.credits && promised === model.promised ? model : { ...model, credits, promised };
}
