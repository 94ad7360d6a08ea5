import type { Closable } from '../../protocol/ground/environment.ts';
import { expired } from '../core/declared.ts';
import type { Unit } from '../queue/unit.ts';

export interface DeclarationsOptions extends Pick<Unit, 'section' | 'clock' | 'timers'> {
  /** So much time has passed that lamps may want to remind. */
  readonly onTick: () => void;
  /** How often the clock is looked at, milliseconds of a watch. */
  readonly everyMs?: number;
}

/**
 * Lets a declared level expire: the lead itself declares `unknown`, an event like any other, so that every board says so, also
 * after a restart. It decides by the section's own configuration; the hub only believes what the event says (`until`).
 */
export function keepDeclarations({ section, clock, timers, onTick, everyMs }: DeclarationsOptions): Closable {
  const seen = new Map<string, { readonly at: number; readonly sinceMs: number }>();
  const stoodMs = (key: string, { at }: { readonly at: number }): number => {
    const known = seen.get(key);
    if (known?.at === at) return (timers.elapsedMs() - known.sinceMs) * clock.speed;
    seen.set(key, { at, sinceMs: timers.elapsedMs() });
    return 0;
  };
  const look = (): void => {
    for (const key of expired(section.state, clock.now(), stoodMs))
      section.handle(
        { type: 'declare-level', level: 'unknown', ...(key === '' ? {} : { service: key }) },
        { role: 'lead' },
      );
    onTick();
  };
  look();
  const timer = setInterval(look, everyMs ?? 1_000);
  return {
    async close() {
      clearInterval(timer);
    },
  };
}
