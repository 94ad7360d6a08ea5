import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root, startMatazu } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const shipped = (name: string): string => readFileSync(`${root}config/${name}`, 'utf8');
const examples = readdirSync(`${root}config`).filter((name) => name.endsWith('.yaml'));

async function checked(file: string): Promise<{ readonly status: number | null; readonly said: string }> {
  const program = startMatazu(stage, 'check', file);
  await program.ended();
  return { status: program.status, said: program.lines.join('\n') };
}

describe('matazu check', () => {
  it('takes every shipped example, and says whose it is', async () => {
    const answers = await Promise.all(examples.map((name) => checked(`${root}config/${name}`)));
    expect(answers.map(({ status }) => status)).toEqual(examples.map(() => 0));
    const owners = answers.map(({ said }) => /is a sound configuration of (.*)\.$/.exec(said)?.[1]);
    expect(new Set(owners)).toEqual(new Set(['the demo', 'a hub', 'a lead', 'a member']));
  });

  it.each([
    ['a lead’s', shipped('ukyo-shimin.yaml').replace('letter: B', 'letter: bee'), 'services[1].letter (line '],
    ['a hub’s', shipped('hub.yaml').replace('mqtt: { port: 1883 }', 'mqtt: {}\ndat: .'), 'dat (line '],
    [
      'the demo’s',
      shipped('demo.yaml').replace('goesOn: { service: shomei', 'goesOn: { service: koseki'),
      'offers no service koseki',
    ],
    ['nobody’s', 'tickets: 12\n', 'a hub with `data: ./data/hub` and `offices:`'],
    ['an empty', '', 'a unit begins with `unit: ukyo-shimin-1`'],
  ])('refuses %s file with a fault by the status of a faulty configuration', async (_whose, text, words) => {
    await writeFile(stage.path('planted.yaml'), text);
    const { status, said } = await checked(stage.path('planted.yaml'));
    expect({ status, said }).toEqual({ status: 78, said: expect.stringContaining(words) });
  });
});
