import type { OpeningHours } from '../../protocol/ground/calendar.ts';
import type { Unit } from '../queue/unit.ts';
import { keepDeclarations } from './declarations.ts';
import { keepDay } from './schedule.ts';

export interface DayOptions {
  readonly hours: OpeningHours;
  readonly dayTurnsAt: string;
  /** So much time has passed that lamps may want to remind. */
  readonly onTick: () => void;
}

/** Lets the clock do what it does to a section: levels that expire, the business day, its reception. */
export function openDay(unit: Unit, { hours, dayTurnsAt, onTick }: DayOptions): void {
  unit.parts.add(keepDeclarations({ ...unit, onTick }));
  unit.parts.add(keepDay({ ...unit, hours, dayTurnsAt }));
}
