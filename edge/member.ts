import type { DeviceEnvironment } from '../hardware/device.ts';
import type { DeviceView } from '../protocol/ground/devices.ts';
import type { Closable } from '../protocol/ground/environment.ts';
import { officeAddress } from '../protocol/ground/identifiers.ts';
import { openWhole, type Parts } from '../protocol/ground/parts.ts';
import type { MemberConfiguration } from './configuration.ts';
import { type CounterDevices, openCounterDevices } from './counter/counter-devices.ts';
import { openStaffCardsOf } from './counter/staff-cards-of.ts';
import { openIdentity } from './identity/open-identity.ts';
import { ToLead } from './lan/to-lead.ts';
import { openMemberPages } from './pages/member-pages.ts';
import type { Clock } from './queue/clock.ts';
import { LastTaps } from './queue/last-taps.ts';

export interface MemberOptions extends DeviceEnvironment {
  readonly configuration: MemberConfiguration;
  readonly clock: Clock;
  readonly version: string;
  /** The folder of the built pages; without it its lead's API is passed on alone. */
  readonly dashboard?: string;
}

export interface Member extends Closable {
  /** The port of its pages; it differs from the configured where that is 0. Undefined where they could not be opened. */
  readonly httpPort: number | undefined;
  readonly httpsPort: number | undefined;
}

/**
 * Opens a counter's unit that serves through its section's lead: its buttons ask the lead, its sign, its lamps and its screen show
 * what the lead says.
 *
 * @throws HardwareFault where a device's package is missing
 */
export const openMember = (options: MemberOptions): Promise<Member> => openWhole((parts) => open(options, parts));

async function open(options: MemberOptions, parts: Parts): Promise<Omit<Member, 'close'>> {
  const { configuration, clock, logger, version, dashboard } = options;
  const around: { machine(): DeviceView[] } = { machine: () => [] };
  const identity = await openIdentity(around, { ...options, parts });
  const { url, pages: leadPages = usualPages(url) } = configuration.lead;
  const taps = new LastTaps(options.timers);
  const { http, https } = configuration;
  const leadAt = { at: new URL(leadPages), identity };
  const pages = await openMemberPages({ http, https, dashboard, version, lead: leadAt, logger, taps }).catch(
    (error) => {
      // Its counter is served all the same.
      logger.error({ err: error, ...http }, 'the pages cannot be opened; choose another http.port');
      return undefined;
    },
  );
  if (pages !== undefined) parts.add(pages);
  let lead: ToLead | undefined;
  const devices: CounterDevices = parts.add(
    await openCounterDevices({
      ...options,
      devices: configuration.devices,
      counters: [],
      taps,
      staffCards: await openStaffCardsOf(configuration, clock),
      onCommand: (command, device) => lead?.ask(command, device),
      onDeviceChange: () => parts.changed(),
    }),
  );
  devices.show(null);
  const mine = parts.add(
    new ToLead({
      address: { ...officeAddress(configuration.office), section: configuration.section.id },
      unit: configuration.unit,
      url,
      identity,
      clock,
      logger,
      unitMessage: (state) => ({ state, at: clock.now(), version, devices: [...devices.views(), ...around.machine()] }),
      onWaiting: (waiting) => devices.show(waiting),
      onAnnouncement: (call) => devices.announce(call),
      onRefused: (device, refusal) => devices.refused(device, refusal),
    }),
    { changed: () => mine.announce() },
  );
  lead = mine;
  return { httpPort: pages?.port, httpsPort: pages?.securePort };
}

/** Where a lead serves its pages, beside its broker. */
function usualPages(broker: string): string {
  const { protocol, hostname } = new URL(broker);
  return protocol === 'mqtts:' ? `https://${hostname}:8445` : `http://${hostname}:8081`;
}
