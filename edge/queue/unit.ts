import type { Timers } from '../../hardware/timers.ts';
import type { Logger } from '../../protocol/ground/environment.ts';
import type { SectionAddress } from '../../protocol/ground/identifiers.ts';
import type { Parts } from '../../protocol/ground/parts.ts';
import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import { summarize } from '../../protocol/queue/summary.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';
import { announcementsOf } from '../core/announcements.ts';
import { type QueueRules, toldServices } from '../core/rules.ts';
import type { Clock } from './clock.ts';
import type { EventLog, LogRun } from './event-log.ts';
import { LastTaps } from './last-taps.ts';
import { Section } from './section.ts';
import { openSqliteLog } from './sqlite-log.ts';

/** The queue moved on: told to each part of a lead after the events are durable and folded. */
export interface Moment {
  readonly run: LogRun;
  /** What waits now, as everybody may see it. */
  readonly waiting: WaitingMessage;
  /** What is to be said aloud of the run. */
  readonly calls: readonly AnnouncementMessage[];
}

/** A section's lead as each of its rooms is given it. */
export interface Unit {
  readonly address: SectionAddress;
  /** Its own name, as configured. */
  readonly unit: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly log: EventLog;
  readonly section: Section;
  readonly parts: Parts<Moment>;
  readonly taps: LastTaps;
  /** What the section is, as it tells everybody. */
  readonly about: () => AboutMessage;
  waiting(): WaitingMessage;
}

export interface UnitOptions
  extends Pick<Unit, 'address' | 'unit' | 'clock' | 'timers' | 'logger' | 'parts' | 'about'> {
  /** The folder of the log. */
  readonly data: string;
  readonly rules: QueueRules;
  readonly dayTurnsAt: string;
  readonly timezone: string;
}

/** Opens a section's log and folds it; from here on every part hears what is committed. @throws LogFault */
export function openUnit(options: UnitOptions): Unit {
  const { address, unit, clock, timers, logger, parts, about, data, rules, dayTurnsAt, timezone } = options;
  const log = openSqliteLog(data, clock.now());
  parts.add({ close: async () => log.close() });
  const section = new Section({ log, rules, clock, dayTurnsAt, timezone, logger });
  const waiting = (): WaitingMessage => summarize(section.state, toldServices(section.state, rules), clock.now());
  section.onCommitted((run) => {
    parts.moved({ run, waiting: waiting(), calls: announcementsOf(run, section.state) });
    parts.changed();
  });
  return { address, unit, clock, timers, logger, log, section, parts, taps: new LastTaps(timers), about, waiting };
}
