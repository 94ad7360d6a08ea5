import type { DeviceEnvironment } from '../hardware/device.ts';
import type { Closable } from '../protocol/ground/environment.ts';
import { officeAddress } from '../protocol/ground/identifiers.ts';
import { openWhole, type Parts } from '../protocol/ground/parts.ts';
import type { MemberConfiguration } from './configuration.ts';
import { type CounterDevices, openCounterDevices } from './counter/counter-devices.ts';
import { openStaffCardsOf } from './counter/staff-cards-of.ts';
import { ToLead } from './lan/to-lead.ts';
import type { Clock } from './queue/clock.ts';

export interface MemberOptions extends DeviceEnvironment {
  readonly configuration: MemberConfiguration;
  readonly clock: Clock;
  readonly version: string;
}

/**
 * Opens a counter's unit that serves through its section's lead: its buttons ask the lead, its sign and lamps show what the lead
 * says.
 *
 * @throws HardwareFault where a device's package is missing
 */
export const openMember = (options: MemberOptions): Promise<Closable> => openWhole((parts) => open(options, parts));

async function open(options: MemberOptions, parts: Parts): Promise<object> {
  const { configuration, clock, logger, version } = options;
  let lead: ToLead | undefined;
  const devices: CounterDevices = parts.add(
    await openCounterDevices({
      ...options,
      devices: configuration.devices,
      counters: [],
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
      url: configuration.lead.url,
      clock,
      logger,
      unitMessage: (state) => ({ state, at: clock.now(), version, devices: devices.views() }),
      onWaiting: (waiting) => devices.show(waiting),
      onAnnouncement: (call) => devices.announce(call),
      onRefused: (device, refusal) => devices.refused(device, refusal),
    }),
    { changed: () => mine.announce() },
  );
  lead = mine;
  return {};
}
