import { bankDataset } from './bank.ts';
import { measureCrowd } from './crowd.ts';
import { mmsDataset } from './mms.ts';
import { report } from './report.ts';
import { runDataset } from './run.ts';
import { measureScale } from './scale.ts';
import { wardDataset } from './ward.ts';
import { warsawDataset } from './warsaw.ts';

const ward = (desks: number) => () =>
  wardDataset({ desks, seed: Number(process.env.SEED ?? 11), days: 60, reportFrom: 20, oracleEvery: 3 });
const ALL = {
  ward5: ward(5),
  ward3: ward(3),
  ward2: ward(2),
  warsaw: warsawDataset,
  bank: bankDataset,
  mm4: () => mmsDataset({ servers: 4, seed: 7, days: 30, reportFrom: 8 }),
} as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in ALL) && name !== 'scale');
if (unknown.length > 0) {
  process.stderr.write(`there is no dataset ${unknown.join(', ')}; there are ${Object.keys(ALL).join(', ')}, scale\n`);
  process.exit(1);
}
for (const [name, make] of Object.entries(ALL)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const dataset = make();
  if (dataset === undefined) continue;
  const began = performance.now();
  const rows = runDataset(dataset);
  process.stdout.write(report(dataset, rows));
  process.stderr.write(`${name}: ${Math.round(performance.now() - began)} ms for ${dataset.lines.length} lines\n`);
}
if (wanted.length === 0 || wanted.includes('scale'))
  process.stdout.write(measureCrowd() + measureScale((text) => void process.stderr.write(`${text}\n`)));
