import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markOf } from '../cli/update/place.ts';
import { root } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  for (const version of ['matazu-1.0.0', 'matazu-2.0.0']) mkdirSync(stage.path(version));
  symlinkSync('matazu-2.0.0', stage.path('matazu'));
});
afterEach(() => stage.close());

const MARK = markOf('matazu');
const settle = (when: string) =>
  execFileSync(`${root}hardware/wiring/matazu-settle`, ['matazu', when, stage.folder], { encoding: 'utf8' });
const runs = () => readlinkSync(stage.path('matazu'));

describe('a trial of a new version', () => {
  it('goes back at once where its tries cannot be counted, as on a full disk', () => {
    writeFileSync(stage.path(MARK), 'matazu-1.0.0 0\n');
    // Nothing can be written where a folder is.
    mkdirSync(stage.path(`${MARK}.next`));
    settle('try');
    expect([runs(), existsSync(stage.path(MARK))]).toEqual(['matazu-1.0.0', false]);
  });

  it.each([
    ['names a version that was removed since', 'matazu-0.9.0 2\n'],
    ['is empty', ''],
  ])('ends with the version that is there where its mark %s', (_, mark) => {
    writeFileSync(stage.path(MARK), mark);
    settle('try');
    expect([runs(), existsSync(stage.path(MARK))]).toEqual(['matazu-2.0.0', false]);
  });

  it('goes on over a start that ends for anything but its configuration, and is over once it is ready', () => {
    writeFileSync(stage.path(MARK), 'matazu-1.0.0 0\n');
    settle('try');
    settle('ended');
    settle('try');
    expect([runs(), existsSync(stage.path(MARK))]).toEqual(['matazu-2.0.0', true]);
    settle('ready');
    for (const when of ['try', 'try', 'try']) settle(when);
    expect(runs()).toBe('matazu-2.0.0');
  });
});
