import { z } from 'zod';

export const TicketState = z.enum(['waiting', 'called', 'held', 'absent', 'done', 'cancelled']);
export type TicketState = z.infer<typeof TicketState>;
