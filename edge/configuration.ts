import { z } from 'zod';
import { levelPanel } from '../hardware/button-panel/kind.ts';
import { withRules } from '../protocol/ground/rules.ts';
import { deviceRules } from './configuration/device-rules.ts';
import { listenerRules } from './configuration/listener-rules.ts';
import { sectionRules } from './configuration/section-rules.ts';
import { Lead, type LeadConfiguration, Member } from './configuration/shape.ts';
import type { QueueRules } from './core/rules.ts';

export type { LeadConfiguration, MemberConfiguration } from './configuration/shape.ts';

/** What one unit's YAML says. Every fault is found at once and named by its path. */
export const EdgeConfiguration = withRules(
  z.discriminatedUnion('role', [Lead, Member]),
  deviceRules,
  sectionRules,
  listenerRules,
);
export type EdgeConfiguration = z.infer<typeof EdgeConfiguration>;

/** A level that is declared on the staff page of a section with services stands so long. */
const DECLARATION_MINUTES = 60;

/** The queue's part of a lead's configuration, as the pure rules take it. */
export function queueRules({
  services,
  counters,
  duties,
  numbers,
  kiosk,
  credits,
  devices,
}: LeadConfiguration): QueueRules {
  const panel = devices.find((device) => device.kind === levelPanel.kind);
  return {
    services: services.map(({ id, letter, numbers }) => ({ id, letter, numbers })),
    counters,
    duties: duties.map((duty) => ({ ...duty, counters: duty.counters ?? null })),
    highestNumber: numbers.highest,
    kiosk,
    credits: { none: 0, priority: credits.priority, appointment: credits.appointment },
    listedCreditMinutes: credits.listed,
    declarationMs: (panel?.expiresMinutes ?? DECLARATION_MINUTES) * 60_000,
  };
}
