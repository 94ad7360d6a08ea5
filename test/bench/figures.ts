/** The value below which `share` of the values lie (0.5 is the median); nearest rank. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** What a figure may be: a share of something else that was measured in the same run, or an amount. */
export interface Limit {
  /** `most`: the figure must not be above `times` × `value`; `least`: not below. */
  readonly kind: 'most' | 'least';
  readonly times: number;
  /** In the unit of the figure. */
  readonly value: number;
  /** What `value` is, in words. */
  readonly of: string;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'events/s' | 'MB' | '×' | 'boards';
  readonly p99?: number;
  /** Where it was measured by turns: the median of each turn's own ratio, which a disturbance of the machine moves less. */
  readonly ratio?: number;
  /** Left out where the figure is told for orientation only. */
  readonly limit?: Limit;
}

export interface Measurement {
  readonly name: string;
  readonly figures: readonly Figure[];
}

/** The figure as a share of what it is measured against. */
export const ratioOf = ({ value, ratio, limit }: Figure): number | undefined =>
  limit === undefined ? undefined : (ratio ?? value / limit.value);

export function isOver(figure: Figure): boolean {
  const ratio = ratioOf(figure);
  if (figure.limit === undefined || ratio === undefined) return false;
  const { kind, times } = figure.limit;
  return !(kind === 'most' ? ratio <= times : ratio >= times);
}

/** The median of the turns' own ratios; the lists are of the same turns. */
export const pairedRatio = (values: readonly number[], beside: readonly number[]): number =>
  median(values.map((value, turn) => value / (beside[turn] ?? Number.NaN)));
