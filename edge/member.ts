import { randomUUID } from 'node:crypto';
import type { DeviceEnvironment } from '../hardware/device.ts';
import type { UnitMessage } from '../protocol/ground/devices.ts';
import type { Closable } from '../protocol/ground/environment.ts';
import { officeAddress } from '../protocol/ground/identifiers.ts';
import type { ReplyMessage } from '../protocol/queue/command-messages.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { decode, encode, isFault, topicOf } from '../protocol/wire/topics.ts';
import { connectBus } from '../protocol/wire/transport/mqtt-bus.ts';
import type { MemberConfiguration } from './configuration.ts';
import { refuse } from './core/refusals.ts';
import { type CounterDevices, openCounterDevices } from './counter/counter-devices.ts';
import { openStaffCardsOf } from './counter/staff-cards-of.ts';
import { leadTime } from './lan/lead-time.ts';
import type { Clock } from './queue/clock.ts';

export interface MemberOptions extends DeviceEnvironment {
  readonly configuration: MemberConfiguration;
  readonly clock: Clock;
  readonly version: string;
}

/** A press that the lead hasn't answered is sent again this often, with the same id, so it acts once; milliseconds. */
const AGAIN_MS = 500;
/** After this a press is given up: whoever pressed has pressed again or gone; milliseconds. */
const PRESS_LIVES_MS = 3_000;

/** What was asked of the lead and is not answered yet. */
interface Pressed {
  readonly device: string;
  readonly command: Command;
  readonly untilMs: number;
}

/** A counter's unit that serves through its section's lead: its buttons ask the lead, its sign and lamps show what the lead says. */
export async function openMember(options: MemberOptions): Promise<Closable> {
  const { configuration, logger, version } = options;
  const { now, speed } = options.clock;
  const { unit } = configuration;
  const address = { ...officeAddress(configuration.office), section: configuration.section.id };
  const waitingFor = new Map<string, Pressed>();
  const lead = leadTime(options.clock, () => performance.now());

  const press = (command: Command, device: string): void => {
    if (!bus.connected) {
      logger.warn(
        { device, command: command.type },
        'a button was pressed while the lead could not be reached; nothing was done',
      );
      devices.refused(device, refuse('lead-unreachable'));
      return;
    }
    const id = randomUUID();
    const pressed = { device, command, untilMs: performance.now() + PRESS_LIVES_MS };
    waitingFor.set(id, pressed);
    ask(id, pressed);
  };
  const ask = (id: string, { command, untilMs }: Pressed): void => {
    const expiresAt = Math.ceil(lead.now() + (untilMs - performance.now()) * speed);
    bus.publish(encode('commands', address, { id, expiresAt, command }));
  };
  const answered = (reply: ReplyMessage): void => {
    const pressed = waitingFor.get(reply.id);
    if (pressed === undefined) return;
    // This unit was wrong about the lead's time, which came before this answer: asked again in a moment.
    if ('refused' in reply && reply.refused.code === 'expired' && performance.now() < pressed.untilMs) return;
    waitingFor.delete(reply.id);
    if (!('refused' in reply)) return;
    const { device } = pressed;
    devices.refused(device, reply.refused);
    logger.info({ device, refused: reply.refused.code }, 'the lead refused a press');
  };
  const repeat = setInterval(() => {
    for (const [id, pressed] of waitingFor) {
      const { device, untilMs } = pressed;
      if (performance.now() < untilMs) ask(id, pressed);
      else {
        waitingFor.delete(id);
        devices.refused(device, refuse('lead-unreachable'));
        logger.warn({ id }, 'the lead did not answer a press; it was given up');
      }
    }
  }, AGAIN_MS);

  const devices: CounterDevices = await openCounterDevices({
    ...options,
    devices: configuration.devices,
    counters: [],
    staffCards: await openStaffCardsOf(configuration, options.clock),
    onCommand: press,
    onDeviceChange: () => announce(),
  });
  const message = (state: 'online' | 'offline'): UnitMessage => ({
    state,
    at: now(),
    version,
    devices: devices.views(),
  });
  const announce = (): void => bus.publish(encode('unit', { ...address, unit }, message('online')));

  const bus = connectBus(
    {
      url: configuration.lead.url,
      clientId: `matazu-${unit}`,
      subscriptions: [topicOf('waiting', address), topicOf('replies', address), topicOf('announcements', address)],
      will: () => encode('unit', { ...address, unit }, message('offline')),
      logger,
    },
    {
      onConnected: () => announce(),
      onDisconnected: () => devices.show(null),
      onPacket(topic, payload, retained) {
        const read = decode(topic, payload);
        if (isFault(read))
          logger.warn({ topic, faults: read.faults }, 'a message from the lead was not understood and was dropped');
        else if (read.channel === 'waiting') {
          if (!retained) lead.hear(read.message.observedAt);
          devices.show(read.message);
        } else if (read.channel === 'announcements') devices.announce(read.message);
        else if (read.channel === 'replies') answered(read.message);
      },
    },
  );
  devices.show(null);

  let closing: Promise<void> | undefined;
  return {
    close() {
      closing ??= (async () => {
        clearInterval(repeat);
        bus.publish(encode('unit', { ...address, unit }, message('offline')));
        await bus.close();
        await devices.close();
      })();
      return closing;
    },
  };
}
