import type { ForecastSlot } from '../../../protocol/congestion/views.ts';

const HALF_HOUR = 1_800_000;
export const halfHourOf = (at: number): number => Math.floor(at / HALF_HOUR) * HALF_HOUR;
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How long people waited who came at the best time told, beside others of the same day. */
export class BestTimes {
  #days = 0;
  #told = 0;
  #least = 0;
  #random = 0;
  #quieter = 0;

  /** `waits`: of one service. A time in which nobody came tells nothing. */
  judge({ from }: ForecastSlot, waits: ReadonlyMap<number, readonly number[]>, dayOf: (at: number) => string): void {
    const told = waits.get(halfHourOf(from));
    if (told === undefined) return;
    const day = [...waits].filter(([at]) => dayOf(at) === dayOf(from)).map(([, minutes]) => meanOf(minutes));
    const random = meanOf(day);
    this.#days += 1;
    this.#told += meanOf(told);
    this.#least += Math.min(...day);
    this.#random += random;
    this.#quieter += Number(meanOf(told) <= random);
  }

  line(title: string): string {
    if (this.#days === 0) return `${title}: none was told`;
    const mean = (sum: number): string => (sum / this.#days).toFixed(2);
    const share = ((100 * this.#quieter) / this.#days).toFixed(0);
    return [
      `${title}: waited ${mean(this.#told)} min; at the best half hour in hindsight ${mean(this.#least)};`,
      `at a random one of that day ${mean(this.#random)}; quieter than it ${share} %; ${this.#days} times told`,
    ].join(' ');
  }
}
