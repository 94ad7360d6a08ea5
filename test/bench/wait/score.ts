import { measuredLevel } from '../../../hub/core/levels.ts';
import { defaultThresholds } from '../../../protocol/congestion/defaults.ts';
import type { CongestionLevel } from '../../../protocol/queue/events.ts';

export interface Row {
  readonly actualMinutes: number;
  readonly ahead: number;
  readonly hour: number;
  /** What each predictor said. */
  readonly minutes: Readonly<Record<string, number>>;
  /** Where a predictor has a mean of its own: the least square error is with it. */
  readonly meanMinutes: Readonly<Record<string, number>>;
  readonly low: number;
  readonly high: number;
  readonly levels: { readonly ours: string; readonly actual: CongestionLevel };
}

export interface Score {
  readonly predictor: string;
  readonly rows: number;
  readonly mae: number;
  readonly rmse: number;
  /** Of the mean wait. */
  readonly bias: number;
  readonly pinballHalf: number;
  readonly levelRight: number;
  readonly offByTwo: number;
  /** Who waited over ten minutes longer than told. */
  readonly under: number;
}

export interface RangeScore {
  readonly coverage: number;
  readonly widthMinutes: number;
  readonly pinballLow: number;
  readonly pinballHigh: number;
}

const STEPS = ['quiet', 'moderate', 'busy', 'packed'];
export const levelOf = (minutes: number): CongestionLevel => measuredLevel(minutes, 'unknown', defaultThresholds);

const mean = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0) / Math.max(1, rows.length);
const pinball = (quantile: number, actual: number, said: number): number =>
  actual >= said ? quantile * (actual - said) : (1 - quantile) * (said - actual);

export function score(rows: readonly Row[], predictor: string): Score {
  const said = (row: Row): number => row.minutes[predictor] ?? Number.NaN;
  const steps = (row: Row): number => {
    const level = predictor === 'ours' ? row.levels.ours : levelOf(said(row));
    return Math.abs(STEPS.indexOf(level) - STEPS.indexOf(row.levels.actual));
  };
  const wait = mean(rows, ({ actualMinutes }) => actualMinutes);
  return {
    predictor,
    rows: rows.length,
    mae: mean(rows, (row) => Math.abs(said(row) - row.actualMinutes)),
    rmse: Math.sqrt(mean(rows, (row) => ((row.meanMinutes[predictor] ?? said(row)) - row.actualMinutes) ** 2)),
    bias: mean(rows, (row) => said(row) - row.actualMinutes) / wait,
    pinballHalf: mean(rows, (row) => pinball(0.5, row.actualMinutes, said(row))),
    levelRight: mean(rows, (row) => (steps(row) === 0 ? 1 : 0)),
    offByTwo: mean(rows, (row) => (steps(row) >= 2 ? 1 : 0)),
    under: mean(rows, (row) => (row.actualMinutes - said(row) > 10 ? 1 : 0)),
  };
}

/** Minutes are published to a tenth: a truth within that of a bound is within it. */
const TENTH = 0.05;

export const rangeScore = (rows: readonly Row[]): RangeScore => ({
  coverage: mean(rows, (row) =>
    row.actualMinutes >= row.low - TENTH && row.actualMinutes <= row.high + TENTH ? 1 : 0,
  ),
  widthMinutes: mean(rows, (row) => row.high - row.low),
  pinballLow: mean(rows, (row) => pinball(0.1, row.actualMinutes, row.low)),
  pinballHigh: mean(rows, (row) => pinball(0.9, row.actualMinutes, row.high)),
});
