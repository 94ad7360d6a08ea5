/** How far predictions lay from what came: of each predictor, and of each span ahead on the same rows for all. */
export class Scores {
  readonly #sums = new Map<string, { rows: number; error: number; within: number; width: number; ranged: number }>();

  add(predictor: string, came: number, told: number, range?: { readonly low: number; readonly high: number }): void {
    const sum = this.#sums.get(predictor) ?? { rows: 0, error: 0, within: 0, width: 0, ranged: 0 };
    this.#sums.set(predictor, sum);
    sum.rows += 1;
    sum.error += Math.abs(told - came);
    if (range === undefined) return;
    sum.ranged += 1;
    sum.within += Number(range.low <= came && came <= range.high);
    sum.width += range.high - range.low;
  }

  /** `unit`: what the mean absolute error is in. */
  table(title: string, unit: string): string {
    const lines = [...this.#sums].map(([predictor, { rows, error, within, width, ranged }]) => {
      const mean = (error / rows).toFixed(2).padStart(8);
      const range =
        ranged > 0 ? `  ${((100 * within) / rows).toFixed(1)} % within, ${(width / rows).toFixed(1)} wide` : '';
      return `  ${predictor.padEnd(36)}${mean} ${unit}  ${String(rows).padStart(6)} rows${range}`;
    });
    return [title, ...lines].join('\n');
  }
}
