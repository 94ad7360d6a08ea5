import type { Fault, Readable } from '../protocol/ground/rules.ts';
import type { DeviceConfiguration } from './configuration.ts';
import { everyKind, kindNamed } from './open-device.ts';

/** A device's entry as far as it can be read. */
type Device = Readable<DeviceConfiguration> | undefined;

/** Devices of one unit at a serial port or a card reader that they can't share, and pins that belong to two. Paths lead from `devices:`. */
export function* linkFaults(devices: readonly Device[]): Generator<Fault> {
  for (const [i, device] of devices.entries()) {
    const before = devices.slice(0, i);
    for (const other of before) yield* portFault(device, other, i);
    for (const other of before) yield* readerFault(device, other, i);
    const taken = new Set(before.flatMap(pinsIn));
    for (const pin of pinsIn(device))
      if (taken.has(pin)) yield { path: [i, 'link', 'gpio'], message: `GPIO${pin} belongs to another device already` };
  }
}

/** A serial port belongs to one device, or to several of one driver that their kind tells apart. */
function* portFault(device: Device, other: Device, i: number): Generator<Fault> {
  const port = portOf(device);
  if (port === undefined || portOf(other) !== port) return;
  const isAlike = device?.kind === other?.kind && device?.driver === other?.driver;
  const by = isAlike ? kindNamed(device?.kind)?.shares?.by : undefined;
  const mine = fieldOf(device, by);
  const its = fieldOf(other, by);
  const name = other?.id ?? 'another device';
  if (by === undefined || mine === undefined || its === undefined)
    yield { path: [i, 'link'], message: `${name} is at this link already; only ${SHARING} share one` };
  else if (mine === its) yield { path: [i, by], message: `${name} has this ${by} already` };
}

/** A card acts at one counter: no two devices take the same reader, now or when readers are plugged in in another order. */
function* readerFault(device: Device, other: Device, i: number): Generator<Fault> {
  const [mine, its] = [readerOf(device), readerOf(other)];
  if (mine === undefined || its === undefined) return;
  const path = [i, 'link', 'pcsc'];
  const name = other?.id ?? 'another device';
  if ([mine, its].includes('any') || mine.includes(its) || its.includes(mine))
    yield { path, message: `${name} could take the same reader; ${BY_SERIAL_NUMBER}` };
  else if (PLACE_IN_A_ROW.test(mine) || PLACE_IN_A_ROW.test(its))
    yield {
      path,
      message: `the figures at a reader's end follow the order in which readers were plugged in; ${BY_SERIAL_NUMBER}`,
    };
}

const BY_SERIAL_NUMBER =
  'name each reader by its model or, of two of one model, by its serial number or USB port, as in pcsc: "(1234567)" or "[USB 1-1.2]" (matazu probe tells the names)';
const PLACE_IN_A_ROW = /(^|\s)\d\d$/;

const readerOf = (device: Device): string | undefined =>
  device?.link !== undefined && 'pcsc' in device.link ? device.link.pcsc : undefined;

const SHARING = everyKind.flatMap(({ shares }) => shares?.who ?? []).join(' and ');

const portOf = (device: Device): string | undefined =>
  device?.link !== undefined && 'serial' in device.link ? device.link.serial : undefined;

const fieldOf = (device: Device, field: string | undefined): unknown =>
  field === undefined ? undefined : new Map<string, unknown>(Object.entries(device ?? {})).get(field);

function pinsIn(device: Device): number[] {
  const gpio = device?.link !== undefined && 'gpio' in device.link ? Object.values(device.link.gpio ?? {}) : [];
  return gpio.flatMap((wires) => [wires?.button, wires?.led]).filter((pin) => pin !== undefined);
}
