import type { AboutMessage } from '../protocol/wire/about.ts';
import type { LeadConfiguration } from './configuration.ts';

/** What a lead tells of its section: its configuration, as far as it concerns others. */
export function aboutOf(configuration: LeadConfiguration, at: number): AboutMessage {
  const { unit, section, hours, services, counters, credits, thresholds, peaks } = configuration;
  return { at, unit, name: section.name, hours, services, counters, credits, thresholds, peaks };
}
