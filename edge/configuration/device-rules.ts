import { z } from 'zod';
import { linkFaults } from '../../hardware/link-faults.ts';
import { kindNamed } from '../../hardware/open-device.ts';
import { type Fault, lacking, namedTwice, type Readable } from '../../protocol/ground/rules.ts';
import { formatNumber } from '../core/numbers.ts';
import { countersOf, Lead, type LeadConfiguration, Member, type UnitConfiguration } from './shape.ts';

type Unit = Readable<UnitConfiguration>;

/** What a unit's devices need of each other, and of the unit that they are at. */
export function* deviceRules(unit: Unit): Generator<Fault> {
  yield* namedTwice(unit.devices, 'id', ['devices']);
  for (const { path, message } of linkFaults(unit.devices ?? [])) yield { path: ['devices', ...path], message };
  yield* kindsAtTheirUnit(unit);
  if (unit.role !== 'lead') return;
  yield* countersThereAre(unit);
  yield* numbersFit(unit);
}

/** What the kind of each device asks of its unit: to be a lead, or to name what the device works with. */
function* kindsAtTheirUnit(unit: Unit): Generator<Fault> {
  for (const [i, device] of (unit.devices ?? []).entries()) {
    const { atLeadOnly, needs = {} } = kindNamed(device?.kind) ?? {};
    const path = ['devices', i, 'kind'];
    if (unit.role === 'member' && atLeadOnly !== undefined) yield { path, message: atLeadOnly };
    for (const [field, message] of Object.entries(needs)) if (lacks(unit, field)) yield { path, message };
  }
}

/** Whether a unit of this role may name something and doesn't. What it names in a faulty way may be what is asked for. */
function lacks(unit: Unit, field: string): boolean {
  const shape: Readonly<Record<string, z.core.$ZodType>> = unit.role === 'lead' ? Lead.shape : Member.shape;
  const value = new Map<string, unknown>(Object.entries(unit)).get(field);
  return Array.isArray(value) ? value.length === 0 : value === undefined && shape[field] instanceof z.ZodOptional;
}

function* countersThereAre(unit: Readable<LeadConfiguration>): Generator<Fault> {
  for (const [i, device] of (unit.devices ?? []).entries()) {
    if (device === undefined) continue;
    const counters = 'counters' in device ? (device.counters ?? []) : [];
    for (const [j, counter] of counters.entries())
      yield* lacking(counter, countersOf(unit), ['devices', i, 'counters', j]);
    if ('counter' in device) yield* lacking(device.counter, countersOf(unit), ['devices', i, 'counter']);
  }
}

/** A sign that is too narrow for the section's numbers would show two alike. */
function* numbersFit({ devices, numbers, services }: Readable<LeadConfiguration>): Generator<Fault> {
  const highest = numbers?.highest;
  if (highest === undefined) return;
  const letter = services?.find((service) => service?.letter !== undefined)?.letter ?? '';
  const longest = formatNumber(letter, highest, highest);
  for (const [i, device] of (devices ?? []).entries())
    if (device?.kind === 'sign' && 'width' in device && device.width !== undefined && device.width < longest.length)
      yield {
        path: ['devices', i, 'width'],
        message: `numbers up to ${longest} need ${longest.length} characters; a narrower sign shows two alike`,
      };
}
