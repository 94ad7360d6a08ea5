import { type Figure, isOver, type Measurement, ratioOf } from './figures.ts';

/** Measurements as a table for a terminal; a figure that misses its limit ends in `over`. */
export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.flatMap(({ name, figures }) => [[name], ...figures.map(row)]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...rows.filter((cells) => cells.length > 1).map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const heading = ['', 'median', 'p99', 'ratio', 'limit', ''];
  return [heading, ...rows].map((cells) => (cells.length === 1 ? `\n${cells[0]}` : line(cells))).join('\n');
}

function row(figure: Figure): string[] {
  const { name, value, unit, p99, limit } = figure;
  const ratio = ratioOf(figure);
  return [
    `  ${name}`,
    `${amount(value)} ${unit}`,
    p99 === undefined ? '' : `${amount(p99)} ${unit}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    limit === undefined
      ? ''
      : `${limit.kind === 'most' ? '≤' : '≥'} ${amount(limit.times)} × ${limit.of} (${amount(limit.value)} ${unit})`,
    limit === undefined ? '' : isOver(figure) ? 'over' : 'ok',
  ];
}

function amount(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}

/** The same for a program. */
export const asJson = (measurements: readonly Measurement[], about: object): object => ({
  ...about,
  measurements: measurements.map(({ name, figures }) => ({
    name,
    figures: figures.map((figure) => ({
      ...figure,
      ratio: ratioOf(figure) ?? null,
      verdict: figure.limit === undefined ? null : isOver(figure) ? 'over' : 'ok',
    })),
  })),
});
