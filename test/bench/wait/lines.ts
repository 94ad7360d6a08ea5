import type { ReplayLine } from '../../../hub/sections/replay.ts';

/** What really happened to somebody who took a ticket. */
export interface Truth {
  /** From the ticket to its first call, minutes. */
  readonly actualMinutes: number;
  /** Whether the day is one to report on: predictors are developed on the others. */
  readonly reported: boolean;
  /** The median and mean of whoever knows all that can be known, minutes; where that is computable. */
  readonly oracleMinutes?: number;
  readonly oracleMeanMinutes?: number;
}

/** Lines as `matazu replay` takes them, and the truth beside them. */
export interface Dataset {
  readonly name: string;
  readonly lines: readonly ReplayLine[];
  /** By {@link truthKey}. */
  readonly truths: ReadonlyMap<string, Truth>;
  /** What a peer has configured: minutes a visit. */
  readonly configuredMinutes: number;
  readonly limits: readonly Limit[];
}

/** `times` × the error of `beside` (the best of them) is not to be exceeded. */
export interface Limit {
  readonly times: number;
  readonly beside: readonly string[];
}

/** A row is a ticket; or, where only counts are known, a count of a service. */
export const truthKey = (of: { section: string; ticket?: string | undefined; service: string; at: number }): string =>
  of.ticket === undefined ? `${of.section} ${of.service} ${of.at}` : `${of.section} ${of.ticket}`;

export const MINUTE = 60_000;
