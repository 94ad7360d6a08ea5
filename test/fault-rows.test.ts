import { expect, it } from 'vitest';
import { z } from 'zod';
import type { DeviceConfiguration } from '../hardware/configuration.ts';
import { gpioFaults } from '../hardware/links/gpio/simulator.ts';
import { type AnyKind, everyKind } from '../hardware/open-device.ts';
import { signBusFaults } from '../hardware/sign/bus-simulator.ts';
import { testEnvironment } from '../hardware/testing/environment.ts';
import { faultRows } from './testing/fault-table.ts';

/** Under which heading of the table the faults of each kind stand. */
const HEADINGS: Readonly<Record<DeviceConfiguration['kind'], string>> = {
  printer: 'ticket printer',
  'button-panel': 'button panel at a serial port',
  'level-panel': 'button panel at a serial port',
  sign: 'number sign',
  speaker: 'speaker',
  'card-reader': 'card reader',
  scanner: 'scanner',
};

/** The simulators of what several devices share, which no kind simulates by itself. */
const BELOW: readonly (readonly [string, readonly string[]])[] = [
  ['buttons at a Pi’s pins', gpioFaults],
  ['number signs on one bus', signBusFaults],
];

/** The drivers that a kind's own schema knows. */
function driversOf({ configuration }: AnyKind): string[] {
  const text = JSON.stringify(z.toJSONSchema(configuration, { io: 'input' }));
  return [...text.matchAll(/"driver":\{"type":"string","const":"([\w-]+)"\}/g)].flatMap(([, driver = '']) => driver);
}

/** Every driver's simulator whose link carries bytes, with all that can be broken at it. */
async function simulatorsOf(kind: AnyKind): Promise<{ driver: string; faults: readonly string[] }[]> {
  const found: { driver: string; faults: readonly string[] }[] = [];
  for (const driver of driversOf(kind)) {
    const entry = { id: 'device', kind: kind.kind, driver, link: { tcp: '127.0.0.1:9' } };
    const read = [entry, { ...entry, counter: 1 }].map((each) => kind.configuration.safeParse(each));
    const configuration = read.find(({ success }) => success)?.data;
    const simulation = configuration && (await kind.simulate?.(configuration, testEnvironment()));
    if (simulation === undefined) continue;
    found.push({ driver, faults: simulation.simulator.possibleFaults });
    simulation.close();
  }
  return found;
}

const apostrophes = (text: string): string => text.replaceAll('’', "'");
const rowsUnder = (heading: string): Set<string> =>
  new Set(
    faultRows()
      .filter((row) => apostrophes(row.heading) === apostrophes(heading))
      .flatMap(({ faults }) => faults),
  );

it.each(everyKind.map((kind) => [kind.kind, kind] as const))(
  'every fault of a simulated %s has its row',
  async (name, kind) => {
    const simulators = await simulatorsOf(kind);
    expect(simulators.length > 0).toBe(kind.simulate !== undefined);
    const known = rowsUnder(HEADINGS[name]);
    for (const { driver, faults } of simulators)
      expect(
        faults.filter((fault) => !known.has(fault)),
        `${name} (${driver})`,
      ).toEqual([]);
  },
);

it.each(BELOW)('every fault of simulated %s has its row', (heading, faults) => {
  const known = rowsUnder(heading);
  expect(faults.filter((fault) => !known.has(fault))).toEqual([]);
});
