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
