import { type SectionAddress, sectionPath } from '../protocol/ground/identifiers.ts';
import type { LeadConfiguration } from './configuration.ts';
import type { Signboard } from './core/view.ts';

/** What a section shows of itself, as it is configured. */
export function signboardOf(configuration: LeadConfiguration, address: SectionAddress): Signboard {
  const pages = configuration.hub?.pages?.replace(/\/$/, '') ?? null;
  const { unit, hours, services, section } = configuration;
  return {
    ...address,
    name: section.name,
    unit,
    hours,
    services,
    ticketPage: pages === null ? null : `${pages}/t/`,
    accuracyPage: pages === null ? null : `${pages}/accuracy?section=${sectionPath(address)}`,
  };
}
