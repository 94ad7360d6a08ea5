import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real logs lie beside the checkout, not in it. */
const FOLDER = process.env.MATAZU_WAIT_DATA ?? '../shared/data';

/** The rows of a table, by column; undefined where the file is missing: then one line says what and where. */
export function readTable(name: string): readonly Record<string, string>[] | undefined {
  const file = join(FOLDER, name);
  if (!existsSync(file)) {
    process.stderr.write(
      `${file} is missing: put it there, or name its folder in MATAZU_WAIT_DATA; its rows are left out\n`,
    );
    return undefined;
  }
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((column, i) => [column, cells[i] ?? '']));
  });
}
