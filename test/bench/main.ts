import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { withBench } from './bench.ts';
import { measureBoards } from './boards.ts';
import type { Measurement } from './figures.ts';
import { measureFloods } from './floods.ts';
import { measureIdentity } from './identity.ts';
import { measureIngest } from './ingest.ts';
import { measureKnownPress } from './known-press.ts';
import { measurePress } from './press.ts';
import { asJson, table } from './report.ts';
import { measureStart } from './start.ts';

const ALL = {
  press: measurePress,
  ingest: measureIngest,
  start: measureStart,
  boards: measureBoards,
  floods: measureFloods,
  identity: measureIdentity,
  'known-press': measureKnownPress,
} as const;
const RESULTS = 'bench-results.json';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in ALL));
if (unknown.length > 0) {
  process.stderr.write(`there is no measurement ${unknown.join(', ')}; there are ${Object.keys(ALL).join(', ')}\n`);
  process.exit(1);
}

const loadBefore = loadavg()[0] ?? 0;
const began = new Date().toISOString();
const measured: Measurement[] = [];
let failed = false;
for (const [name, measure] of Object.entries(ALL)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const tell = (text: string): void => void process.stderr.write(`${name}: ${text}\n`);
  tell('measuring…');
  try {
    measured.push(await withBench(tell, measure));
  } catch (error) {
    failed = true;
    tell(`could not be measured: ${error instanceof Error ? error.message : String(error)}`);
  }
}
process.stdout.write(`${table(measured)}\n`);
const load = { before: loadBefore, after: loadavg()[0] ?? 0 };
const disturbed = loadBefore > cpus().length / 2 ? '; other programs were running: only the ratios mean anything' : '';
process.stdout.write(
  `\nload before and after ${load.before.toFixed(1)}, ${load.after.toFixed(1)} on ${cpus().length} processors${disturbed}\n`,
);
const processor = cpus()[0]?.model ?? 'unknown';
const about = { at: began, node: process.version, processors: cpus().length, processor, load };
writeFileSync(RESULTS, `${JSON.stringify(asJson(measured, about), null, 2)}\n`);
process.exit(failed ? 1 : 0);
