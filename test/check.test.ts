import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { encode } from 'iconv-lite';
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

  it('says of a file that is not UTF-8 what it is, and nothing else, whether or not it happens to be YAML', async () => {
    for (const name of ['a.yaml', 'b.yaml'] as const) {
      const text = shipped('ukyo-shimin.yaml').replace(
        'ja: 市民窓口課',
        name === 'a.yaml' ? 'ja: 市民課' : 'ja: 番号票',
      );
      await writeFile(stage.path(name), encode(text, 'Shift_JIS'));
      const { status, said } = await checked(stage.path(name));
      expect(status).toBe(78);
      expect(said).toMatch(/has a fault:\n {2}the file is not UTF-8 \(it reads as Shift_JIS\); save it as UTF-8$/);
    }
  });

  it('says so of a ticket’s layout and of a secret too', async () => {
    await writeFile(stage.path('ticket.receipt'), encode('{reprint}\n番号票\n"{number}"\n', 'Shift_JIS'));
    await writeFile(stage.path('password'), encode('秘密', 'EUC-JP'));
    const layout = `driver: escpos, layout: { template: ${stage.path('ticket.receipt')} },`;
    await writeFile(stage.path('layout.yaml'), shipped('ukyo-shimin.yaml').replace('driver: escpos,', layout));
    expect(await checked(stage.path('layout.yaml'))).toEqual({
      status: 78,
      said: expect.stringMatching(
        /has a fault:\n.*template \(line \d+\): the file is not UTF-8 \(it reads as Shift_JIS\)/,
      ),
    });
    const broker = `mqtt: { url: "mqtt://127.0.0.1:1", username: hub, passwordFile: ${stage.path('password')} }`;
    await writeFile(stage.path('secret.yaml'), shipped('hub.yaml').replace('mqtt: { port: 1883 }', broker));
    expect(await checked(stage.path('secret.yaml'))).toEqual({
      status: 78,
      said: expect.stringMatching(/password has a fault:\n {2}the file is not UTF-8 \(it reads as EUC-JP\)/),
    });
  });

  it('says where names are read in other signs than they are written in', async () => {
    await writeFile(stage.path('pdf.yaml'), shipped('ukyo-shimin.yaml').replace('ja: 市民窓口課', 'ja: 市⺠窓⼝課'));
    const { status, said } = await checked(stage.path('pdf.yaml'));
    expect(status).toBe(0);
    expect(said).toMatch(
      /is a sound configuration of a lead\.\n.*\n {2}line \d+: read as 市民窓口課: ⺠ \(U\+2EA0\) as 民/,
    );
  });
});
