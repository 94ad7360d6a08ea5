import { z } from 'zod';
import { BoardView } from './board-view.ts';
import { LeadTicket, LeadView } from './lead-view.ts';

/** `?view=kiosk` of `GET /api/v1/section` and of its stream: what a kiosk shows. Of tickets it has counts alone. */
export const KioskView = BoardView.pick({
  section: true,
  name: true,
  observedAt: true,
  reception: true,
  hours: true,
  endedToday: true,
  level: true,
}).extend({
  restDay: LeadView.shape.restDay,
  services: z.array(LeadView.shape.services.element.omit({ lastCalled: true })),
  /** Whether a printer of the section can print now; `none`: it has none. */
  printer: z.enum(['ready', 'not-ready', 'none']),
  ticketPage: LeadView.shape.ticketPage,
  /** Where paper numbers are while the kiosk can give none; null where there are none. */
  paperRoll: LeadView.shape.restDay,
  /** Whether a ticket taken by mistake may be cancelled while it is on the screen. */
  undo: z.boolean(),
});
export type KioskView = z.infer<typeof KioskView>;

/** `GET /api/v1/tickets/{ticket}` on a lead: what became of a ticket, for who was told its id when it was issued. */
export const OwnTicket = LeadTicket.pick({ ticket: true, number: true, state: true, print: true }).extend({
  observedAt: LeadView.shape.observedAt,
});
export type OwnTicket = z.infer<typeof OwnTicket>;
