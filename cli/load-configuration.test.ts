import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { DemoConfiguration } from './demo/configuration.ts';
import { ConfigurationFault, readConfiguration, readSource } from './load-configuration.ts';

const schemas = {
  'ukyo-shimin.yaml': EdgeConfiguration,
  'fukakusa-hoken.yaml': EdgeConfiguration,
  'hub.yaml': HubConfiguration,
  'demo.yaml': DemoConfiguration,
};

type Change = readonly [words: string, others: string];

/** A shipped example in which words were changed: its faults, each `path: what to write`, and the lines on which they stand. @throws where words are not in it */
function changed(name: keyof typeof schemas, ...changes: readonly Change[]) {
  const shipped = readFileSync(new URL(`../config/${name}`, import.meta.url), 'utf8');
  const text = changes.reduce((before, [words, others]) => {
    if (!before.includes(words)) throw new Error(`${name} has no ${words}`);
    return before.replace(words, others);
  }, shipped);
  const lines = text.split('\n');
  try {
    readConfiguration(name, text, schemas[name]);
    return { faults: [], at: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationFault)) throw error;
    const at = error.faults.map((fault) => lines[Number(/ \(line (\d+)\)/.exec(fault)?.[1] ?? 0) - 1] ?? '');
    return { faults: error.faults.map((fault) => fault.replace(/ \(line \d+\)/, '')), at };
  }
}

describe('a configuration with many faults', () => {
  it('has all of them listed, whether in one part or between two, each with its line', () => {
    const { faults, at } = changed(
      'ukyo-shimin.yaml',
      ['section: { id: shimin, name: { ja: 市民窓口課,', 'section: { id: shimin, name: { jp: 市民窓口課,'],
      ['{ id: 1, services: [shomei, ido] }', '{ id: 1, services: [shomei, nenkin] }'],
      [
        'driver: serial, link: { serial: /dev/ttyUSB1 }, counter: 1 }',
        'driver: serial, link: { serial: /dev/ttyUSB0 }, counter: 4 }',
      ],
    );
    expect(faults).toEqual([
      expect.stringMatching(/^section\.name: write a text .* or \{ ja: .*, en: .* \}$/),
      'devices[2].link: panel-1 is at this link already; only signs with addresses share one',
      'devices[2].counter: there is no counter 4; add it under counters',
      'counters[0].services[1]: there is no service nenkin; add it under services',
    ]);
    expect(at.map((line) => line.trim().split(',')[0])).toEqual([
      'section: { id: shimin',
      '- { id: sign-1',
      '- { id: sign-1',
      '- { id: 1',
    ]);
  });

  it('has them listed within one device too', () => {
    const change = [
      'counter: 1,\n      buttons: { 1: call-next,',
      'counter: one,\n      buttons: { 1: call, 6+6: hold,',
    ] as const;
    expect(changed('ukyo-shimin.yaml', change).faults.map((fault) => fault.split(': ')[0])).toEqual([
      'devices[1].counter',
      'devices[1].buttons.1',
      'devices[1].buttons.6+6',
    ]);
  });

  it('has them listed in a hub’s and in the demo’s too', () => {
    expect(
      changed(
        'hub.yaml',
        ['mqtt: { port: 1883 }', 'mqtt: 1883'],
        ['path: kyoto/fukakusa', 'path: kyoto/ukyo'],
        [
          '# thresholds: { moderate: 15, busy: 30, packed: 60 }',
          'thresholds: { moderate: often, busy: 30, packed: 20 }',
        ],
      ).faults.map((fault) => fault.split(': ')[0]),
    ).toEqual([
      'mqtt',
      'offices[1].sections[1].thresholds.moderate',
      'offices[1].sections[1].thresholds',
      'offices[1].path',
    ]);
    expect(
      changed(
        'demo.yaml',
        ['atDoors: 12', 'atDoors: many'],
        ['unit: ukyo-shimin-3', 'unit: ukyo-shimin-2'],
        ['{ service: nenkin, share: 35', '{ service: zeimu, share: most'],
      ).faults.map((fault) => fault.split(': ')[0]),
    ).toEqual(['ward[0].atDoors', 'ward[1].services[1].share', 'units[2].unit', 'ward[1].services[1].service']);
  });
});

describe('each fault says what to write', () => {
  const words = (...change: readonly [string, string]): string => changed('ukyo-shimin.yaml', change).faults.join('\n');

  it.each([
    ['role: lead', 'role: boss', 'role: write lead or member'],
    [
      'unit: ukyo-shimin-1',
      '# nothing',
      'unit: missing; use 1 to 32 lower-case letters, digits or hyphens, as in shimin',
    ],
    ['hours: { opens: "08:30"', 'hours: { opens: 8', 'hours.opens: write a time as HH:MM, as in "08:30"'],
    ['Asia/Tokyo', 'Mars', 'hours.timezone: write a time zone that this machine knows, as in Asia/Tokyo'],
    ['timezone: Asia/Tokyo', 'weekdays: { thu: 5 }', 'write { opens: "09:00", closes: "12:00" } or closed'],
    ['timezone: Asia/Tokyo', 'dates: { today: closed }', 'write a day as YYYY-MM-DD'],
    ['port: 8081', 'port: http', 'http.port: write a port from 0 to 65535, as in 8081'],
    ['highest: 999', 'highest: 5', 'numbers.highest: write a number of at least 9'],
    ['numbers: { highest: 999 }', 'numbers: 999', 'numbers: write its keys below it, as in { highest: … }'],
    ['services: [shomei, ido] }', 'services: shomei }', 'counters[0].services: write a list, as in [first, second]'],
    ['services: [shomei, ido] }', 'services: [] }', 'counters[0].services: name at least one'],
    ['order: listed', 'order: any', 'counters[1].order: write longest-wait or listed'],
    [
      'kind: scanner',
      'kind: scaner',
      'write printer, button-panel, level-panel, sign, speaker, card-reader or scanner',
    ],
    ['{ tcp: "127.0.0.1:9100" }', '{ com: 1 }', 'write { tcp: "host:port" }, { serial: /dev/… }'],
    ['volume: 80', 'volume: loud', 'devices[4].volume: write a number, as in 10'],
    ['\nnumbers:', '\nnumber:', 'number: nobody knows this key; check its spelling'],
  ])('%s → %s', (from, to, expected) => {
    expect(words(from, to)).toContain(expected);
    expect(words(from, to)).not.toMatch(/invalid|expected/i);
  });
});

describe('a sign that only looks like the one that is needed', () => {
  const example = 'ukyo-shimin.yaml';
  const times = 'write a time as HH:MM, as in "08:30"';
  const names = 'use 1 to 32 lower-case letters, digits or hyphens, as in shimin';
  const looks = 'it has signs that only look right:';

  it.each([
    [
      'hours: { opens: "08:30"',
      'hours: { opens: "０８：３０"',
      `hours.opens: ${times}; ${looks} full-width ０ (U+FF10) for 0, full-width ８ (U+FF18) for 8, full-width ： (U+FF1A) for :, full-width ３ (U+FF13) for 3`,
    ],
    [
      'hours: { opens: "08:30"',
      'hours: { opens: “08:30”',
      `hours.opens: ${times}; ${looks} curly “ (U+201C) for ", curly ” (U+201D) for "`,
    ],
    [
      'id: shimin',
      'id: ｓhimi\u200bn',
      `section.id: ${names}; ${looks} full-width ｓ (U+FF53) for s, invisible (U+200B) for nothing`,
    ],
    ['office: kyoto/ukyo', 'office: kyoto／ukyo', 'full-width ／ (U+FF0F) for /'],
    ['unit: ukyo-shimin-1', 'unit: ukyo−shiminー1', 'dash − (U+2212) for -, dash ー (U+30FC) for -'],
    ['port: 8081', 'port: ８０８１', `http.port: write a port from 0 to 65535, as in 8081; ${looks} full-width ８`],
    ['role: lead', 'role:\u3000lead', 'ideographic space (U+3000) for a space'],
    [
      'dayTurnsAt:',
      'dayTurnsＡt:',
      'nobody knows this key; check its spelling; it has signs that only look right: full-width Ａ',
    ],
    [
      'services:\n  -',
      'services:\n　-',
      'not YAML: it has signs that only look right: ideographic space (U+3000) for a space',
    ],
    ['counters:', 'counters：', 'full-width ： (U+FF1A) for :'],
  ])('is named: %j written as %j', (from, to, expected) => {
    const { faults } = changed(example, [from, to]);
    expect(faults).toContainEqual(expect.stringContaining(expected));
  });

  it('is the only thing that is said of a line which is no YAML for its sake', () => {
    expect(changed(example, ['services:\n  -', 'services:\n　-']).faults).toHaveLength(1);
  });

  it('is not named where the fault is another, nor where such signs belong', () => {
    const long = '市民課（戸籍・住民票）'.repeat(12);
    expect(changed(example, ['ja: 市民窓口課', `ja: ${long}`]).faults).toEqual([
      expect.not.stringContaining('only look right'),
    ]);
    expect(changed(example, ['ja: 市民窓口課', 'ja: 市民課（ＡＢＣ　１２３）“窓口”']).faults).toEqual([]);
  });
});

describe('a name in radicals or with marks beside its letters', () => {
  const text = readFileSync(new URL('../config/ukyo-shimin.yaml', import.meta.url), 'utf8')
    .replace('ja: 市民窓口課', 'ja: 市⺠窓⼝課')
    .replace('ja: 住民票・証明書', `ja: ${'がん'.normalize('NFD')}・⼾籍・神\uFA19`);

  it('is read in the signs that everybody uses, people’s names left as they are', () => {
    const { section, services } = readConfiguration('ukyo-shimin.yaml', text, EdgeConfiguration) as {
      section: { name: { ja: string } };
      services: readonly { name: { ja: string } }[];
    };
    expect(section.name.ja).toBe('市民窓口課');
    expect(services[0]?.name.ja).toBe('がん・戸籍・神\uFA19');
  });

  it('is told with its line and each sign', () => {
    const { changes } = readSource('ukyo-shimin.yaml', text);
    expect(changes).toEqual([
      expect.stringMatching(
        /^line \d+: read as 市民窓口課: ⺠ \(U\+2EA0\) as 民 \(U\+6C11\), ⼝ \(U\+2F1D\) as 口 \(U\+53E3\)$/,
      ),
      expect.stringMatching(
        /^line \d+: read as がん.*: か\u3099 \(U\+304B U\+3099\) as が \(U\+304C\), ⼾ \(U\+2F3E\) as 戸 \(U\+6238\)$/,
      ),
    ]);
  });
});
