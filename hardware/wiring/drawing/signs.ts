import { box, GROUND, joint, MUTED, POWER, page, resistor, text, wire } from './svg.ts';

const [A, B, COMMON] = [150, 210, 270] as const;
const LINE_A = '#1769aa';
const LINE_B = '#c2570c';

/** Number signs on one RS-485 pair: two wires and a common, a terminator at each end and nowhere else. */
export function signsDrawing(): string {
  return page('待たず 番号表示器の配線 / wiring of number signs over RS-485', { width: 1300, height: 560 }, [
    text(40, 48, '待たず 番号表示器（RS-485）の配線', { size: 26, weight: 700 }),
    text(510, 48, 'Number signs over RS-485', { size: 20, colour: MUTED }),
    box(40, 120, 110, 190, { fill: '#eef2f5' }),
    text(95, 212, 'Pi', { anchor: 'middle', size: 20, weight: 700 }),
    text(95, 238, 'USB', { anchor: 'middle' }),
    wire('150,215 200,215'),
    box(200, 120, 170, 190, { fill: '#fff7ed' }),
    text(285, 106, 'USB–RS-485 変換器', { anchor: 'middle', weight: 700 }),
    text(215, 296, '絶縁型 isolated', { size: 13, colour: MUTED }),
    ...terminal(370, A, 'A (D+)', LINE_A),
    ...terminal(370, B, 'B (D−)', LINE_B),
    ...terminal(370, COMMON, 'GND', GROUND),
    wire(`370,${A} 1240,${A}`, LINE_A),
    wire(`370,${B} 1240,${B}`, LINE_B),
    wire(`370,${COMMON} 1110,${COMMON}`, GROUND),
    ...terminator(430, '120 Ω 始端', 'first end'),
    ...terminator(1240, '120 Ω 終端', 'last end'),
    ...sign(560, '窓口1', 'A012'),
    ...sign(790, '窓口2', 'B003'),
    ...sign(1020, '窓口3', 'A011'),
    text(
      40,
      490,
      '線：シールド付きツイストペア（AWG24・特性インピーダンス120 Ω）を数珠つなぎ、全長300 mまで（9600 bps）。枝分かれは30 cmまで。シールドはPi側だけ接地。',
      { size: 14 },
    ),
    text(
      40,
      514,
      'Cable: shielded twisted pair (AWG 24, 120 Ω), daisy-chained, 300 m in all at 9600 bit/s; stubs up to 30 cm; the shield is grounded at the Pi’s end only.',
      { size: 14, colour: MUTED },
    ),
  ]);
}

const terminal = (x: number, y: number, name: string, colour: string): string[] => [
  `<circle cx="${x}" cy="${y}" r="5" fill="#fff" stroke="${colour}" stroke-width="2"/>`,
  text(x - 14, y + 5, name, { anchor: 'end', size: 14, colour }),
];

/** Between the two lines. */
const terminator = (x: number, words: string, english: string): string[] => [
  resistor(x, A, 'down'),
  joint(x, A),
  joint(x, B),
  text(x - 18, A - 42, words, { size: 14 }),
  text(x - 18, A - 22, english, { size: 13, colour: MUTED }),
];

function sign(x: number, counter: string, number: string): string[] {
  return [
    ...[
      [x + 30, A, LINE_A],
      [x + 60, B, LINE_B],
      [x + 90, COMMON, GROUND],
    ].flatMap(([at, line, colour]) => [
      joint(Number(at), Number(line)),
      wire(`${Number(at)},${Number(line)} ${Number(at)},330`, String(colour)),
    ]),
    text(x + 22, 320, 'A', { anchor: 'end', size: 13, colour: LINE_A }),
    text(x + 52, 320, 'B', { anchor: 'end', size: 13, colour: LINE_B }),
    text(x + 100, 320, 'GND', { size: 13, colour: GROUND }),
    box(x, 330, 150, 80, { fill: '#1d2733' }),
    text(x + 75, 385, number, { anchor: 'middle', size: 40, weight: 700, colour: '#ff7043' }),
    text(x + 75, 434, `${counter}　自己の電源 own supply`, { anchor: 'middle', size: 13, colour: POWER }),
  ];
}
