import type { AccuracyDayView, AccuracyView, ForecastView, TicketView } from '../../protocol/congestion/views.ts';
import type { Now } from '../../protocol/ground/environment.ts';
import { officePath, sectionAddress } from '../../protocol/ground/identifiers.ts';
import { accuracyDayView, accuracyView } from '../core/accuracy/accuracy-view.ts';
import type { SectionProjection } from '../core/section-projection.ts';
import { type OfficeFacts, ticketView } from '../core/views/office-view.ts';
import { forecastOf } from './forecasts.ts';
import { madeOnce } from './made-once.ts';

export interface Known {
  readonly facts: (office: string) => OfficeFacts | undefined;
  readonly section: (path: string) => SectionProjection | undefined;
  /** The path of the section that issued the ticket of a code. */
  readonly sectionOfCode: (code: string) => string | undefined;
  readonly now: Now;
}

/** Forecast and accuracy of a section are made at most so often, milliseconds. */
export interface AnswersPace {
  readonly foretellEveryMs: number;
}

/** What readers ask for beside the offices' views, by the path of a section; undefined for what is not known. An answer changes nothing. */
export interface Answers {
  ticket(code: string): TicketView | undefined;
  forecast(path: string): Promise<ForecastView | undefined>;
  accuracy(path: string): Promise<AccuracyView | undefined>;
  accuracyDay(path: string, day: string): AccuracyDayView | undefined;
}

export function answersOf(known: Known, { foretellEveryMs }: AnswersPace): Answers {
  const { facts, section, sectionOfCode, now } = known;
  const onceInAWhile = <T>(make: (path: string, projection: SectionProjection) => T) =>
    madeOnce({
      everyMs: foretellEveryMs,
      make: (path) => {
        const projection = section(path);
        return projection && make(path, projection);
      },
    });
  return {
    ticket(code) {
      const path = sectionOfCode(code);
      const projection = path === undefined ? undefined : section(path);
      const office = path === undefined ? undefined : facts(officePath(sectionAddress(path)));
      return projection && office && ticketView(office, projection, code, now());
    },
    forecast: onceInAWhile((path, projection) => forecastOf(path, projection, now())),
    accuracy: onceInAWhile((path, projection) => accuracyView(sectionAddress(path), projection, now())),
    accuracyDay(path, day) {
      const projection = section(path);
      return projection && accuracyDayView(projection, day, now());
    },
  };
}
