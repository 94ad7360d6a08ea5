import type { z } from 'zod';
import type { DeviceConfiguration } from './configuration.ts';
import type { Device, DeviceEnvironment } from './device.ts';
import type { DeviceEntry, DeviceKind } from './device-kind.ts';
import { kinds } from './kinds.ts';
import { SharedLinks } from './links/shared-links.ts';

export type AnyDevice = Awaited<ReturnType<(typeof kinds)[number]['create']>>;
/** A kind as somebody knows it who has an entry of any kind: it is only ever given entries of its own. */
export type AnyKind = DeviceKind<z.ZodType<DeviceConfiguration>, AnyDevice>;

/** The same list for whoever treats all kinds alike. */
export const everyKind: readonly AnyKind[] = kinds;
const byName = new Map<string, AnyKind>(everyKind.map((kind) => [kind.kind, kind]));

/** The kind of this name; undefined where there is none. */
export const kindNamed = (name: string | undefined): AnyKind | undefined => byName.get(name ?? '');

/** The kind of an entry that its schema has read. @throws for any other */
export function kindOf({ kind: name }: { readonly kind: string }): AnyKind {
  const kind = kindNamed(name);
  if (kind === undefined) throw new Error(`there is no device kind ${name}; hardware/kinds.ts lists them`);
  return kind;
}

/**
 * The driver that a configuration names, not opened yet: attach listeners, then `open` it. Only that driver's code and
 * packages are loaded. A device that cannot be reached, or whose port needs a package that is not installed, is a state of
 * the driver that names the remedy: the rest of the unit works. Devices of one unit are given the same `shared`, so that those
 * at one link take turns.
 */
export function createDevice(
  configuration: DeviceConfiguration,
  environment: DeviceEnvironment,
  shared: SharedLinks = new SharedLinks(),
): Promise<AnyDevice> {
  return kindOf(configuration).create(configuration, environment, shared);
}

/** A device and the entry that it was made of. */
export interface Configured<Entry extends DeviceEntry = DeviceConfiguration, D extends Device = AnyDevice> {
  readonly configuration: Entry;
  readonly device: D;
}

/** Those of one kind, as that kind knows them. */
export function devicesOf<Schema extends z.ZodType<DeviceEntry>, D extends Device>(
  kind: DeviceKind<Schema, D>,
  devices: readonly Configured<DeviceEntry, Device>[],
): readonly Configured<z.output<Schema>, D>[] {
  return devices.filter((one): one is Configured<z.output<Schema>, D> => one.configuration.kind === kind.kind);
}
