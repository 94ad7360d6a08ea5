import type { DeviceConfiguration } from '../../hardware/configuration.ts';
import { type Fault, lacking, namedTwice, type Readable } from '../../protocol/ground/rules.ts';
import { countersOf, type UnitConfiguration } from './shape.ts';

type Unit = Readable<UnitConfiguration>;
type Device = Readable<DeviceConfiguration>;

/** What a unit's devices need of each other, and of the unit that they are at. */
export function* deviceRules(unit: Unit): Generator<Fault> {
  const devices = [...(unit.devices ?? []).entries()].flatMap(([i, device]) =>
    device === undefined ? [] : [{ i, device }],
  );
  yield* namedTwice(unit.devices, 'id', ['devices']);
  yield* portsAreShared(unit.devices ?? []);
  yield* pinsAreShared(unit.devices ?? []);
  for (const { i, device } of devices) {
    if (unit.role === 'member') yield* atMember(unit, device, ['devices', i]);
    if (unit.role === 'lead') yield* atLead(unit, device, ['devices', i]);
  }
}

/** A serial port belongs to one device; signs with addresses share one. */
function* portsAreShared(devices: readonly (Device | undefined)[]): Generator<Fault> {
  for (const [i, device] of devices.entries()) {
    const port = portOf(device);
    const address = device?.kind === 'sign' ? device.address : undefined;
    for (const other of port === undefined ? [] : devices.slice(0, i).filter((each) => portOf(each) === port)) {
      if (other?.kind !== 'sign' || other.address === undefined || address === undefined)
        yield {
          path: ['devices', i, 'link'],
          message: `${other?.id ?? 'another device'} is at this link already; only signs with addresses share one`,
        };
      else if (other.address === address)
        yield { path: ['devices', i, 'address'], message: `${other.id ?? 'another sign'} has this address already` };
    }
  }
}

const portOf = (device: Device | undefined): string | undefined =>
  device?.link !== undefined && 'serial' in device.link ? device.link.serial : undefined;

function* pinsAreShared(devices: readonly (Device | undefined)[]): Generator<Fault> {
  const owners = new Map<number, number>();
  for (const [i, device] of devices.entries()) {
    for (const pin of pinsIn(device)) {
      if ((owners.get(pin) ?? i) !== i)
        yield { path: ['devices', i, 'link', 'gpio'], message: `GPIO${pin} belongs to another device already` };
      owners.set(pin, owners.get(pin) ?? i);
    }
  }
}

function pinsIn(device: Device | undefined): number[] {
  const gpio = device?.link !== undefined && 'gpio' in device.link ? Object.values(device.link.gpio ?? {}) : [];
  return gpio.flatMap((wires) => [wires?.button, wires?.led]).filter((pin) => pin !== undefined);
}

function* atMember(
  unit: Extract<Unit, { role?: 'member' | undefined }>,
  device: Device,
  path: Fault['path'],
): Generator<Fault> {
  const fault = (message: string): Fault => ({ path: [...path, 'kind'], message });
  if (device.kind === 'card-reader' && unit.data === undefined)
    yield fault('staff cards need a folder to be enrolled in; name one under data');
  if (device.kind === 'printer') yield fault("tickets are printed by the section's lead; configure the printer there");
  if (device.kind === 'level-panel')
    yield fault("a level is declared at the section's lead; configure the panel there");
}

function* atLead(
  unit: Extract<Unit, { role?: 'lead' | undefined }>,
  device: Device,
  path: Fault['path'],
): Generator<Fault> {
  if (device.kind === 'card-reader' && unit.duties?.length === 0)
    yield { path: [...path, 'kind'], message: 'a staff card opens a counter for a duty; name one under duties' };
  if (device.kind === 'speaker') {
    for (const [j, counter] of (device.counters ?? []).entries())
      yield* lacking(counter, countersOf(unit), [...path, 'counters', j]);
  }
  if ('counter' in device) yield* lacking(device.counter, countersOf(unit), [...path, 'counter']);
}
