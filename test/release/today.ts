import { EdgeConfiguration } from '../../edge/configuration.ts';
import { type Lead, openLead } from '../../edge/lead.ts';
import { openMember } from '../../edge/member.ts';
import { systemTimers } from '../../hardware/timers.ts';
import { HubConfiguration } from '../../hub/configuration.ts';
import { type Hub, openHub } from '../../hub/hub.ts';
import type { Stage } from '../testing/stage.ts';
import { hubConfiguration, leadConfiguration, memberConfiguration } from './ward.ts';

/** Today's roles as the recorded section has them, on a clock that a test sets. */
export interface Today {
  /** Milliseconds since 1970; it stands still until a test sets it. */
  at: number;
  /** What the roles complained of. */
  readonly complaints: readonly string[];
  /** `hub`: the port of the hub's broker; without it the section stands alone. */
  lead(
    data: string,
    around?: { readonly hub?: number; readonly devices?: readonly object[] },
  ): Promise<Lead & { readonly lanPort: number }>;
  member(lan: number, devices: readonly object[]): Promise<void>;
  hub(data: string): Promise<Hub & { readonly mqttPort: number }>;
}

export function today(stage: Stage, at: number): Today {
  const complaints: string[] = [];
  const complain = (fields: object, message: string): void => {
    complaints.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger = { info: () => undefined, warn: complain, error: complain };
  const clock = { now: () => roles.at, trusted: () => true, speed: 1 };
  const shared = { logger, clock, timers: systemTimers, random: () => 0.5, version: 'today' };
  const roles: Today = {
    at,
    complaints,
    async lead(data, { devices = [], ...ports } = {}) {
      const configuration = EdgeConfiguration.parse(leadConfiguration(data, ports, devices));
      if (configuration.role !== 'lead') throw new Error('not a lead');
      const lead = stage.keep(await openLead({ ...shared, configuration }), (it) => it.close());
      return { ...lead, lanPort: given(lead.lanPort) };
    },
    async member(lan, devices) {
      const configuration = EdgeConfiguration.parse(memberConfiguration(lan, devices));
      if (configuration.role !== 'member') throw new Error('not a member');
      stage.keep(await openMember({ ...shared, configuration }), (it) => it.close());
    },
    async hub(data) {
      const configuration = HubConfiguration.parse(hubConfiguration(data, {}));
      const options = { configuration, logger, now: clock.now, version: 'today' };
      const hub = stage.keep(await openHub(options), (it) => it.close());
      return { ...hub, mqttPort: given(hub.mqttPort) };
    },
  };
  return roles;
}

function given(port: number | undefined): number {
  if (port === undefined) throw new Error('it listens nowhere');
  return port;
}
