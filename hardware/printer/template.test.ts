import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aFolder } from '../testing/folder.ts';
import { picturesOf } from '../testing/pictures.ts';
import { aLogo } from '../testing/png.ts';
import { aPaper, aTicket } from '../testing/tickets.ts';
import { defaultTemplates } from './default-templates.ts';
import { readLayout } from './layout-files.ts';
import { PrinterConfiguration } from './printer-configuration.ts';
import { PrinterSimulator } from './simulator.ts';
import { readTemplate } from './template.ts';
import { type Paper, ticketBytes } from './ticket-layout.ts';
import { WORDS } from './ticket-words.ts';

const OWN = '{reprint}\n"{number}"\n';

function print(template: string, content = aTicket(), changes: Partial<Paper> = {}) {
  const read = readTemplate(template);
  const page = aPaper({ layout: { template: read.template, logo: null }, ...changes });
  const simulator = new PrinterSimulator({ width: page.width });
  simulator.connect({ write: () => {}, end: () => {} }).data(ticketBytes(content, page).bytes);
  const [paper, ...more] = simulator.paper();
  const lines = paper?.text.split('\n') ?? [];
  return { paper, lines, more, faults: read.faults, violations: simulator.violations };
}

test('a ward’s own words and places are printed', () => {
  const { lines, violations } = print(
    '{reprint}\nようこそ {office} へ\n^^^{number}\n{service} | {service.en}\n{w:10,*; a:left}\n{time} | 待ち {waiting}人 |',
  );
  expect(lines[0]).toBe('ようこそ 右京区役所 へ');
  expect(lines[2]).toMatch(/^住民票・証明書.*Certificates$/);
  expect(violations).toEqual([]);
});

test('columns stand left and right, not in the middle', () => {
  const { paper } = print(`${OWN}|左 | 右|`);
  expect(paper?.svg).toMatch(new RegExp(`translate\\(0 \\d+\\)[^>]*>\\s*<text[^>]* x="0 ${576 - 24}"[^>]*>左右<`));
});

test('a line is left out where its words have nothing to say, and what hangs on it with it', () => {
  const template = `${OWN}-\n待ち {waiting}人\n{gap 40}\n-\n{?waiting}列\n{qr}\n{?qr}スマホ\n-\n終`;
  const quiet = aTicket({ waiting: null, url: null });
  expect(print(template, quiet).lines).toEqual(['A012', '━'.repeat(24), '終']);
  const rule = '━'.repeat(24);
  expect(print(template).lines).toEqual(['A012', rule, '待ち 3人', rule, '列', 'スマホ', rule, '終']);
});

test('English is not said twice where it is the same', () => {
  const same = { ja: 'Matazu', en: 'Matazu' };
  expect(print(`${OWN}{service}\n{service.en}`, aTicket({ service: same })).lines).toEqual(['A012', 'Matazu']);
});

test.each([
  [`${OWN}{numbr}`, /^line 3: nobody knows \{numbr\}; there are: number, office,/],
  [`${OWN}{?colour}x`, /^line 3: nobody knows \{\?colour\}/],
  [`${OWN}text {qr}`, /^line 3: \{qr\} stands in a line alone/],
  [`${OWN}{x:\\x1b\\x40}`, /^line 3: the property x can't be used/],
  [`${OWN}{image:aGVsbG8=}`, /^line 3: the property image can't be used/],
  [`${OWN}{b:line}`, /^line 3: border: line can not be printed/],
  [`${OWN}{gap 300}`, /^line 3: a gap is 0 to 255 dots/],
  [`${OWN}50 {`, /^line 3: a \{ stands alone/],
  [`${OWN}===`, /^paper 2, below a line of =, lacks \{number\}.*the end is cut without/],
  [`${OWN}=\n{number}\n=\n{service}`, /^paper 3/],
  [`${OWN}{?waiting}=\n{number}`, /^line 3: every ticket has as many papers/],
  ['{reprint}', /^\{number\} is missing/],
  ['{number}', /^\{reprint\} is missing/],
])('%j is a fault that says what to write', (template, fault) => {
  expect(readTemplate(template).faults).toEqual([expect.stringMatching(fault)]);
});

const COPIES = `^^^\`  {reprint}  \`
^^^"{section}"
^^^^^^^"{number}"
^^^"{service}"
{date} {time} 発行
=
窓口控え
^^^^"{number}"
{service}
`;

test('a line of = cuts: the visitor’s paper comes out, then the office’s copy', () => {
  const { paper, lines, more, faults, violations } = print(COPIES);
  expect(faults).toEqual([]);
  expect(lines.slice(0, 2)).toEqual(['市民窓口課', 'A012']);
  expect(more.map(({ text, number }) => [text.split('\n'), number])).toEqual([
    [['窓口控え', 'A012', '住民票・証明書'], 'A012'],
  ]);
  expect([paper?.end, ...more.map(({ end }) => end)]).toEqual(['cut', 'cut']);
  expect(violations).toEqual([]);
});

test('both papers of a ticket that is printed again say so, whether or not the copy has a place for it', () => {
  const again = aTicket({ reprint: true });
  for (const template of [COPIES, COPIES.replace('窓口控え', '窓口控え {reprint}')]) {
    const { lines, more } = print(template, again);
    expect(lines[0]).toBe('再発行 REISSUED');
    expect(more.map(({ text }) => text.match(/再発行/g))).toEqual([['再発行']]);
  }
});

test('the example in config/ is what Matazu prints by itself, and names every word', () => {
  const example = readFileSync('config/ticket.receipt', 'utf8');
  expect(example.replace(/^\{_:.*\n/gm, '')).toBe(defaultTemplates[80]);
  expect(readTemplate(example).faults).toEqual([]);
  for (const word of Object.keys(WORDS))
    expect(example).toContain(word.replace(/^(office|section|service)\.en$/, '.en'));
});

test('the example with an office’s copy in config/ is two papers, on either width', () => {
  const example = readFileSync('config/ticket-two-papers.receipt', 'utf8');
  for (const width of [80, 58] as const) {
    const { lines, more, faults, violations } = print(example, aTicket({ number: '501' }), { width });
    expect([faults, violations]).toEqual([[], []]);
    expect(lines).toContain('501');
    expect(more.map(({ text }) => text.split('\n').slice(0, 3))).toEqual([['窓口控え', '501', '住民票・証明書']]);
  }
});

test('words are only ever text, in any template', () => {
  const words = fc.string({ unit: 'binary', maxLength: 30 });
  const template = fc
    .array(
      fc.constantFrom(
        '{service}',
        '{office.en} | {service}',
        '^^"{section}"',
        '{?waiting}{service.en}',
        '-',
        '{w:20}',
        '`{office}`',
      ),
      { maxLength: 8 },
    )
    .map((lines) => `{reprint}\n^^^^^^^{number}\n${lines.join('\n')}\n終`);
  fc.assert(
    fc.property(template, words, words, fc.constantFrom<80 | 58>(80, 58), (text, ja, en, width) => {
      const content = aTicket({ office: { ja, en }, section: { ja: en, en: ja }, service: { ja, en } });
      const { paper, lines, more, violations, faults } = print(text, content, { width });
      expect(faults).toEqual([]);
      expect(violations).toEqual([]);
      expect(more).toEqual([]);
      expect(paper?.number).toBe('A012');
      expect(lines.at(-1)?.trim()).toBe('終');
    }),
  );
});

test('any bytes are a template with faults, or one that prints', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('{', '}', '|', '\\', '-', '=', '"', '?', 'gap ', 'number', 'x:', ' ', '\n', '市'),
      }),
      (text) => {
        const { faults, violations } = print(`${OWN}${text}`);
        if (faults.length === 0) expect(violations).toEqual([]);
      },
    ),
  );
});

async function files(contents: Record<string, string | Buffer>) {
  const folder = await aFolder();
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
  return (name: string): string => join(folder, name);
}

test('a logo is on the paper dot for dot', async () => {
  const { png, rows } = aLogo({ width: 100, height: 30 });
  const path = await files({ 'logo.png': png });
  const { layout, faults } = readLayout({ logo: path('logo.png') }, 80);
  expect(faults).toEqual([]);
  const simulator = new PrinterSimulator();
  simulator.connect({ write: () => {}, end: () => {} }).data(ticketBytes(aTicket(), aPaper({ layout })).bytes);
  const [logo] = picturesOf(simulator.paper()[0]?.svg ?? '');
  expect(logo?.x).toBe((576 - 104) / 2);
  expect(logo?.has).toEqual(rows);
  expect(simulator.violations).toEqual([]);
});

test('each fault of a layout’s files is told at its path', async () => {
  const path = await files({
    'wide.png': aLogo({ width: 400, height: 10 }).png,
    'high.png': aLogo({ width: 10, height: 601 }).png,
    'torn.png': aLogo({ width: 40, height: 40 }).png.subarray(0, 60),
    'text.png': 'no picture',
    'bad.receipt': '{numbr}\n{reprint}',
    'plain.receipt': OWN,
    'logo.receipt': `{logo}\n${OWN}`,
  });
  const told = (layout: object): string[] => {
    const printer = {
      id: 'printer',
      kind: 'printer',
      driver: 'escpos',
      link: { tcp: '127.0.0.1:9100' },
      width: 58,
      layout,
    };
    const { error } = PrinterConfiguration.safeParse(printer);
    return (error?.issues ?? []).map(({ path: at, message }) => `${at.join('.')}: ${message}`);
  };
  expect(told({ logo: path('wide.png') })).toEqual([
    expect.stringMatching(/^layout\.logo: .*400 dots wide, and 58 mm paper holds 384/),
  ]);
  expect(told({ logo: path('high.png') })).toEqual([expect.stringMatching(/^layout\.logo: .*601 dots high/)]);
  for (const broken of ['torn.png', 'text.png'])
    expect(told({ logo: path(broken) })).toEqual([expect.stringMatching(/^layout\.logo: this is no whole PNG/)]);
  expect(told({ logo: path('gone.png') })).toEqual([
    expect.stringMatching(/^layout\.logo: .*gone\.png cannot be read/),
  ]);
  expect(told({ template: path('bad.receipt') })).toEqual([
    expect.stringMatching(/^layout\.template: line 1: nobody knows \{numbr\}/),
    expect.stringMatching(/^layout\.template: \{number\} is missing/),
  ]);
  expect(told({ template: path('gone.receipt') })).toEqual([
    expect.stringMatching(/^layout\.template: .*cannot be read/),
  ]);
  expect(told({ template: path('logo.receipt') })).toEqual([
    expect.stringMatching(/^layout\.template: \{logo\} has nothing/),
  ]);
  expect(told({ template: path('plain.receipt'), logo: path('wide.png') })).toHaveLength(2);
  expect(told({ template: path('plain.receipt') })).toEqual([]);
});
