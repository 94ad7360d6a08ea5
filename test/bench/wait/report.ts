import type { Dataset } from './lines.ts';
import { type Row, rangeScore, type Score, score } from './score.ts';

/** A dataset's table: every predictor on the same rows, ours and the oracle last. */
export function report({ name, limits }: Dataset, rows: readonly Row[]): string {
  const first = rows[0];
  if (first === undefined) return `${name}: no rows\n`;
  const wait = rows.reduce((sum, { actualMinutes }) => sum + actualMinutes, 0) / rows.length;
  const scores = Object.keys(first.minutes).map((predictor) => score(rows, predictor));
  const ours = scores.find(({ predictor }) => predictor === 'ours');
  const oracle = scores.find(({ predictor }) => predictor === 'oracle');
  const text = [
    `\n${name}: ${rows.length} rows, mean wait ${wait.toFixed(1)} min`,
    line(['', 'MAE', 'RMSE', '/limit', 'bias', 'pinball.5', 'level right', 'off by 2', '>10 under']),
    ...scores.map((each) => line(cells(each, oracle))),
  ];
  const range = rangeScore(rows);
  text.push(
    `ours: 80 % range covers ${percent(range.coverage)}, width ${range.widthMinutes.toFixed(1)} min, ` +
      `pinball .1 ${range.pinballLow.toFixed(2)}, .9 ${range.pinballHigh.toFixed(2)}`,
  );
  for (const { times, beside } of limits) {
    const best = Math.min(...scores.filter(({ predictor }) => beside.includes(predictor)).map(({ mae }) => mae));
    const ratio = (ours?.mae ?? Number.NaN) / best;
    text.push(
      `${ratio <= times ? 'reached' : 'MISSED '} ours / ${beside.join(', ')}: ${ratio.toFixed(3)} (at most ${times})`,
    );
  }
  const other = [...scores]
    .filter(({ predictor }) => predictor !== 'ours' && predictor !== 'oracle')
    .sort((a, b) => a.mae - b.mae)[0];
  const beside = oracle ?? other;
  text.push(split('people ahead', rows, { of: ({ ahead }) => bucket(ahead), other: beside?.predictor ?? '' }));
  text.push(split('hour', rows, { of: ({ hour }) => hour, other: beside?.predictor ?? '' }));
  return `${text.join('\n')}\n`;
}

function split(what: string, rows: readonly Row[], { of, other }: { of: (row: Row) => number; other: string }): string {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row]);
  const parts = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([from, part]) => {
      const [mine, best] = [score(part, 'ours'), score(part, other)];
      return `${from}: ${mine.mae.toFixed(1)}/${best.mae.toFixed(1)} ${percent(rangeScore(part).coverage)} b${percent(mine.bias)} (${part.length})`;
    });
  return `by ${what} (ours/${other}, coverage, rows): ${parts.join(' · ')}`;
}

/** 0, 1, 2–3, 4–7, … */
const bucket = (ahead: number): number => (ahead === 0 ? 0 : 2 ** Math.floor(Math.log2(ahead)));
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const line = (columns: readonly string[]): string =>
  columns.map((cell, i) => (i === 0 ? cell.padEnd(32) : cell.padStart(11))).join('');
const cells = (each: Score, oracle: Score | undefined): string[] => [
  each.predictor,
  each.mae.toFixed(2),
  each.rmse.toFixed(2),
  oracle === undefined ? '' : (each.mae / oracle.mae).toFixed(2),
  percent(each.bias),
  each.pinballHalf.toFixed(2),
  percent(each.levelRight),
  percent(each.offByTwo),
  percent(each.under),
];
