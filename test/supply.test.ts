import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from './testing/program.ts';

interface Locked {
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path]) => path !== '');

it('no package runs a script at its installation but those that the documents give a reason for', () => {
  const run = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = run.map(([path]) => path.split('node_modules/').at(-1) ?? '').sort();
  expect(names).toEqual(Object.keys(allowScripts).sort());
  expect(names.filter((name) => !read('docs/security.md').includes(`\`${name}\``))).toEqual([]);
  // npm stops the others, where it knows how (11 and later).
  expect(read('.npmrc')).toContain('strict-allow-scripts=true');
});

it('every package is what it was when it was locked', () => {
  expect(locked.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
});

it('whoever finds a hole is told where to say so, by when it is mended, and how long a version is, in both languages', () => {
  const page = read('SECURITY.md');
  for (const [ja, en] of [
    ['非公開の報告', 'Report a vulnerability'],
    ['3 開庁日以内', 'within three working days'],
    ['30 日以内、ほかは 90 日以内', 'within 30 days where residents or staff may come to harm, else 90'],
    ['出た日から 5 年', 'for five years from its day'],
  ])
    expect([page.includes(`${ja}`), page.includes(`${en}`)], `${en}`).toEqual([true, true]);
});

it('no line of the labels’ tables is said to be met without a test that holds it', () => {
  const lines = read('docs/security.md').split('\n');
  const met = lines.filter((line) => /^\|[^|]+\|[^|]+\| ✔ \|/.test(line));
  expect(met.length).toBeGreaterThan(30);
  expect(met.filter((line) => !/\.test\.ts\)|\bas (\d\d(, )?)+ \|$/.test(line))).toEqual([]);
});
