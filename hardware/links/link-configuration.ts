import { z } from 'zod';
import { withRules } from '../../protocol/ground/rules.ts';

const TcpAddress = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:[\]]+):\d{1,5}$/, 'write host:port, as in 127.0.0.1:9100')
  .refine((address) => {
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    return port >= 1 && port <= 65535;
  }, 'a port is a number from 1 to 65535');

const TcpLinkConfiguration = z.strictObject({ tcp: TcpAddress });
const SerialLinkConfiguration = z.strictObject({
  serial: z.string().min(1).max(200),
  baudRate: z.int().min(300).max(921_600).default(9600),
});

/** How a device is reached: over the network, or at a serial port (8N1). Prefer /dev/serial/by-id names: they outlive a re-plug. */
export const LinkConfiguration = z.union(
  [TcpLinkConfiguration, SerialLinkConfiguration],
  'write { tcp: "host:port" } or { serial: /dev/… }, with a baudRate where it is not 9600',
);
export type LinkConfiguration = z.infer<typeof LinkConfiguration>;

/** How a printer is reached: as other devices are, or by USB (the kernel's usblp, or what a udev rule calls it). */
export const PrinterLinkConfiguration = z.union(
  [TcpLinkConfiguration, SerialLinkConfiguration, z.strictObject({ usb: z.string().min(1).max(200) })],
  'write { tcp: "host:port" }, { serial: /dev/… } with a baudRate where it is not 9600, or { usb: /dev/usb/lp0 }',
);
export type PrinterLinkConfiguration = z.infer<typeof PrinterLinkConfiguration>;

/** What makes a speaker's sound: a sound card by its ALSA name, another program that plays files, or the network. */
export const SpeakerLinkConfiguration = z.union(
  [
    TcpLinkConfiguration,
    z.strictObject({ alsa: z.string().min(1).max(100) }),
    z.strictObject({ command: z.tuple([z.string().min(1)], z.string()) }),
  ],
  'write { alsa: default } or another name of `aplay -L`, { command: [program, argument, …] }, or { tcp: "host:port" }',
);
export type SpeakerLinkConfiguration = z.infer<typeof SpeakerLinkConfiguration>;

/** A card reader of pcscd: `any`, or a part of its name as `matazu probe` tells it: model, `(serial number)`, `[USB port]`. */
export const CardLinkConfiguration = z.strictObject({ pcsc: z.string().min(1).max(100) });
export type CardLinkConfiguration = z.infer<typeof CardLinkConfiguration>;

const Pin = z.int().min(2).max(27, 'BCM numbers of the header are 2 to 27');

/** A machine's own pins, by BCM number: a button's contact to ground and its lamp. */
export const GpioLinkConfiguration = withRules(
  z.strictObject({
    gpio: z.record(
      z.string().regex(/^[1-9]\d?$/, 'a button is a number from 1 to 99'),
      z.strictObject({ button: Pin, led: Pin.optional() }),
    ),
    /** To where an open contact is pulled; with `down` a contact leads to 3.3 V. */
    pull: z.enum(['up', 'down']).default('up'),
    /** The chip's label, where the pins are not those of a Raspberry Pi's header. */
    chip: z.string().min(1).max(64).optional(),
    /** The kernel's interface; left out, it is chosen by what the machine has. */
    through: z.enum(['sysfs', 'character-device']).optional(),
  }),
  function* ({ gpio }) {
    const used = new Set<number>();
    for (const [button, pins] of Object.entries(gpio ?? {})) {
      for (const [wire, pin] of Object.entries(pins ?? {})) {
        if (pin === undefined) continue;
        if (used.has(pin)) yield { path: ['gpio', button, wire], message: `GPIO${pin} is named twice` };
        used.add(pin);
      }
    }
  },
);
export type GpioLinkConfiguration = z.infer<typeof GpioLinkConfiguration>;

/** All pins that a link takes. */
const pinsOf = ({ gpio }: GpioLinkConfiguration): number[] =>
  Object.values(gpio).flatMap(({ button, led }) => [button, ...(led === undefined ? [] : [led])]);

/** How any device is reached. */
export type DeviceLink =
  | PrinterLinkConfiguration
  | SpeakerLinkConfiguration
  | CardLinkConfiguration
  | GpioLinkConfiguration;

/** Where a link leads, for a person: `127.0.0.1:9100`, `/dev/ttyUSB0 (9600 baud, 8N1)`, `/dev/usb/lp0`, `default`, `GPIO 17,27`. */
export function placeOf(link: DeviceLink): string {
  if ('gpio' in link) return `GPIO ${pinsOf(link).join(',')}`;
  if ('pcsc' in link) return `pcscd (${link.pcsc})`;
  if ('tcp' in link) return link.tcp;
  if ('alsa' in link) return link.alsa;
  if ('command' in link) return link.command.join(' ');
  return 'usb' in link ? link.usb : `${link.serial} (${link.baudRate} baud, 8N1)`;
}

/** The parts of a checked `host:port`. */
export function tcpAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
