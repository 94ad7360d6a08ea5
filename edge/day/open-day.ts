import type { OpeningHours } from '../../protocol/ground/calendar.ts';
import type { Unit } from '../queue/unit.ts';
import { watchAges } from './ages.ts';
import { keepDeclarations } from './declarations.ts';
import { keepDay } from './schedule.ts';

export interface DayOptions {
  readonly hours: OpeningHours;
  readonly dayTurnsAt: string;
  /** So much time has passed that lamps may want to remind. */
  readonly onTick: () => void;
}

/** Lets the clock do what it does to a section: calls that have become visits, levels that expire, the business day, its reception. */
export function openDay(unit: Unit, { hours, dayTurnsAt, onTick }: DayOptions): void {
  const lookAtAges = watchAges(unit, hours.timezone);
  const look = (): void => {
    lookAtAges();
    onTick();
  };
  unit.parts.add(keepDeclarations({ ...unit, onTick: look }));
  unit.parts.add(keepDay({ ...unit, hours, dayTurnsAt }));
}
