import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { folderOf } from '../../cli/update/place.ts';
import { root } from './program.ts';
import type { Stage } from './stage.ts';

export const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
export const here = `${process.platform}-${process.arch}`;
/** The version that bundles bring. */
export const NEXT = '9.1.0';

export type Change = (program: string) => void;

/** A whole program in a folder, as a bundle holds one; its packages are this repository's. */
export function makeVersion(folder: string, its: string, change: Change = () => undefined): string {
  const program = `${folder}/${folderOf(its)}`;
  mkdirSync(program, { recursive: true });
  for (const part of ['cli', 'edge', 'hardware', 'hub', 'protocol'])
    execFileSync('cp', ['-al', '--parents', `dist/${part}`, program], { cwd: root });
  symlinkSync(`${root}node_modules`, `${program}/node_modules`);
  writePackage(program, its);
  change(program);
  return program;
}

function writePackage(program: string, its: string): void {
  const text = readFileSync(`${root}package.json`, 'utf8');
  writeFileSync(`${program}/package.json`, text.replace(/"version": "[^"]*"/, `"version": "${its}"`));
}

/** Another text in the place of a module: the file itself is one with this repository's. */
export const replaced =
  (module: string, text: string): Change =>
  (program) => {
    rmSync(`${program}/dist/cli/${module}`, { force: true });
    writeFileSync(`${program}/dist/cli/${module}`, text);
  };

/** A program that takes every configuration, and then does this. */
export function makeStub(folder: string, its: string, does: string): string {
  const program = `${folder}/${folderOf(its)}`;
  mkdirSync(`${program}/dist/cli`, { recursive: true });
  writePackage(program, its);
  replaced('main.js', `if (process.argv[2] !== 'check') { ${does} }`)(program);
  return program;
}

/** Becomes ready, and stays. */
export const IS_READY = `setInterval(() => undefined, 60_000);
  (await import('node:child_process')).spawnSync('systemd-notify', ['--ready']);`;

/** As .ci/bundle packs one. */
export function pack(program: string, file: string): void {
  const name = program.split('/').at(-1);
  execFileSync('sh', ['-c', 'tar czf "$1" --transform "s,^,$2/,S" *', 'sh', file, `${name}`], { cwd: program });
}

/** The keys of who makes the releases: `NAME.pub` and `NAME.key`. */
export function makeKeys(stage: Stage, name: string): string {
  execFileSync('minisign', ['-G', '-W', '-p', stage.path(`${name}.pub`), '-s', stage.path(`${name}.key`)]);
  return stage.path(`${name}.key`);
}

export function sign(file: string, key: string, told = `matazu ${NEXT} ${here}`): string {
  execFileSync('minisign', ['-S', '-s', key, '-m', file, '-t', told]);
  return file;
}

/** A machine's /opt with one version in it, and its link. */
export function makeOpt(stage: Stage, change?: Change): string {
  const opt = stage.path('opt');
  mkdirSync(opt);
  makeVersion(opt, version, change);
  symlinkSync(folderOf(version), `${opt}/matazu`);
  return opt;
}
