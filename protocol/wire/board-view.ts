import { z } from 'zod';
import { TicketNumber } from '../ground/identifiers.ts';
import { CongestionLevel } from '../queue/events.ts';
import { LeadView } from './lead-view.ts';

const Service = LeadView.shape.services.element;

/** `?view=board` of `GET /api/v1/section` and of its stream: what a board shows. No ticket, no need, no language but that in which a call is said. */
export const BoardView = LeadView.pick({
  section: true,
  name: true,
  observedAt: true,
  reception: true,
  hours: true,
}).extend({
  /** Reception was open today and is over; whoever holds a number is still called. */
  endedToday: z.boolean(),
  services: z.array(
    Service.extend({
      /** Who is called next, as things stand. */
      next: TicketNumber.nullable(),
    }),
  ),
  /** Newest first; none once the day is over. */
  calls: LeadView.shape.calls,
  /** What staff declared, in a section that counts nobody; null where it counts. */
  level: CongestionLevel.nullable(),
  /** Numbers whose papers are being made, and numbers that were called while away. */
  held: z.array(TicketNumber),
  absent: z.array(TicketNumber),
});
export type BoardView = z.infer<typeof BoardView>;
