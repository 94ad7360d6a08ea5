import type { DeviceConfiguration } from '../../hardware/configuration.ts';
import type { DeviceEnvironment } from '../../hardware/device.ts';
import type { Printer } from '../../hardware/printer/printer.ts';
import type { Role } from '../../protocol/identity/asker.ts';
import type { CommandMessage } from '../../protocol/queue/command-messages.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import type { Delivery } from '../../protocol/wire/transport/bus.ts';
import { levelLampsFor, standing } from '../core/declared.ts';
import type { Around } from '../queue/around.ts';
import type { Reply } from '../queue/section.ts';
import type { Unit } from '../queue/unit.ts';
import { type CounterDevices, openCounterDevices } from './counter-devices.ts';
import { ShownRefusals } from './shown-refusals.ts';
import { openStaffCardsOf } from './staff-cards-of.ts';

export interface CountersOptions extends DeviceEnvironment {
  readonly devices: readonly DeviceConfiguration[];
  readonly counters: readonly number[];
  /** The folder of the unit's data. */
  readonly data: string;
  /** As whom the devices of members ask. */
  readonly membersAsk: Role;
}

/** The counters of a section with their devices, its lead's and its members'. */
export interface Counters {
  readonly printers: readonly Printer[];
  /** Time has passed, which a lamp may tell. */
  relight(): void;
  /** A member's device asks for something; staff read at the counter why it was refused. */
  answer(message: CommandMessage, from: Pick<Delivery, 'from' | 'by'>): Reply;
}

/** Refusals that say nothing to whoever pressed: all is as they wanted it, or the same press comes once more. */
const UNTOLD: readonly string[] = ['no-change', 'expired'];

/**
 * Opens the lead's own devices, which hear of the queue before all others: whoever stands before a sign waits for it.
 *
 * @throws HardwareFault where a device's package is missing
 */
export async function openCounters(unit: Unit, around: Around, options: CountersOptions): Promise<Counters> {
  const { section, parts, clock, timers, logger } = unit;
  const refusals = parts.add(new ShownRefusals({ timers, now: clock.now, onChange: () => parts.changed() }));
  /** What came of a command, shown at its counter. One that came too late is asked again, so it is not told yet. */
  const shown = (command: Command, reply: Reply): Reply => {
    if (!('counter' in command)) return reply;
    if (!('refused' in reply)) refusals.clear(command.counter);
    else if (!UNTOLD.includes(reply.refused.code)) refusals.show(command.counter, reply.refused);
    return reply;
  };
  let own: CounterDevices | undefined;
  const devices = await openCounterDevices({
    ...options,
    clock,
    taps: unit.taps,
    staffCards: await openStaffCardsOf(options, clock),
    levelLamps: (levels) => levelLampsFor(levels, standing(section.state), clock.now()),
    onCommand(command, device) {
      const reply = shown(command, section.handle(command, { role: 'unit', device }));
      if (!('refused' in reply)) return;
      own?.refused(device, reply.refused);
      logger.info({ device, command: command.type, refused: reply.refused.code }, 'a press changed nothing');
    },
    onDeviceChange: () => parts.changed(),
  });
  own = devices;
  parts.add(devices, {
    moved({ waiting, calls }) {
      devices.show(waiting);
      for (const call of calls) devices.announce(call);
    },
  });
  around.devices = () => devices.views();
  around.refusals = () => refusals.current();
  devices.show(unit.waiting());
  return {
    printers: devices.printers,
    relight: () => devices.relight(),
    answer: (message, { from, by }) => {
      const role = by?.role === 'booth' || by?.role === 'hub' ? by.role : options.membersAsk;
      return shown(message.command, section.answer(message, { role, from, ...(by && { device: by.unit }) }));
    },
  };
}
