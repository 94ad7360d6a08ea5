import { HEADER, RESERVED } from './header.ts';
import {
  BUTTON,
  box,
  capacitor,
  diode,
  GROUND,
  ground,
  joint,
  LED,
  MUTED,
  POWER,
  page,
  pushButton,
  resistor,
  supply,
  text,
  wire,
} from './svg.ts'; // prettier-ignore

/** By the number of a button: the BCM pins of the button and of its lamp. */
export type PanelPins = Readonly<Record<string, { readonly button: number; readonly led: number }>>;

const WORDS: Readonly<Record<string, string>> = {
  '1': '次を呼ぶ NEXT',
  '2': '再呼出 RECALL',
  '3': '不在 ABSENT',
  '4': '保留 HOLD',
  '5': '終了 FINISH',
  '6': '休止 PAUSE',
};
const ROW = 38;
const TOP = 120;

/** The panel: which pin of the header goes where, and the circuit of one button, one lamp and one that needs more current. */
export function panelDrawing(pins: PanelPins): string {
  return page('待たず ボタン盤の配線 / wiring of the button panel', { width: 1300, height: 990 }, [
    text(40, 48, '待たず ボタン盤の配線', { size: 26, weight: 700 }),
    text(330, 48, 'Button panel on a Raspberry Pi 3 / 4 / 5', { size: 20, colour: MUTED }),
    ...header(pins),
    ...buttonCircuit(720, 120),
    ...ledCircuit(720, 430),
    ...lampCircuit(720, 640),
    text(
      40,
      945,
      '混雑度盤（空・やや・混）はボタン1〜3とランプ1〜3を使います。 The level panel uses buttons and lamps 1 to 3.',
      { size: 14 },
    ),
    text(
      40,
      967,
      '灰色のピンは空けておきます（HAT・I2C・SPI・シリアル・音声）。 Grey pins stay free for HAT, I2C, SPI, serial and sound.',
      { size: 14, colour: MUTED },
    ),
  ]);
}

function header(pins: PanelPins): string[] {
  const uses = new Map<number, { readonly label: string; readonly colour: string }>();
  for (const [number, { button, led }] of Object.entries(pins)) {
    uses.set(button, { label: `B${number} ${WORDS[number] ?? ''}`, colour: BUTTON });
    uses.set(led, { label: `L${number} ランプ${number}`, colour: LED });
  }
  const body = [
    box(300, TOP - 32, 120, 20 * ROW + 26, { fill: '#eef2f5', stroke: MUTED }),
    text(360, TOP - 42, 'SDカード側 SD card side', { size: 12, anchor: 'middle', colour: MUTED }),
  ];
  HEADER.forEach((pin, i) => {
    const isLeft = i % 2 === 0;
    const [x, y] = [isLeft ? 332 : 388, TOP + Math.floor(i / 2) * ROW];
    const use = typeof pin === 'number' ? uses.get(pin) : undefined;
    const colour = use?.colour ?? (pin === 'GND' ? GROUND : typeof pin === 'string' ? POWER : MUTED);
    const used = use !== undefined || pin === 'GND' || pin === '3V3';
    body.push(
      `<circle cx="${x}" cy="${y}" r="15" fill="${used ? colour : '#fff'}" stroke="${colour}" stroke-width="2"/>`,
    );
    body.push(text(x, y + 5, `${i + 1}`, { size: 13, anchor: 'middle', colour: used ? '#fff' : MUTED, weight: 700 }));
    const name = typeof pin === 'number' ? `GPIO${pin}` : pin;
    const words = typeof pin === 'number' ? (use?.label ?? RESERVED.get(pin) ?? '') : '';
    const [near, far] = isLeft ? [288, 218] : [432, 502];
    const anchor = isLeft ? 'end' : 'start';
    body.push(text(near, y + 5, name, { size: 14, anchor, colour: used ? colour : MUTED, weight: use ? 700 : 400 }));
    if (words !== '') body.push(text(far, y + 5, words, { size: 14, anchor, colour: use ? colour : MUTED }));
  });
  return body;
}

function buttonCircuit(x: number, y: number): string[] {
  return [
    text(x, y, 'ボタン1個の回路（6個とも同じ）', { size: 18, weight: 700, colour: BUTTON }),
    text(x + 290, y, 'One button, six times', { size: 15, colour: MUTED }),
    supply(x + 150, y + 45, '3V3'),
    wire(`${x + 150},${y + 55} ${x + 150},${y + 65}`),
    resistor(x + 150, y + 65, 'down'),
    text(x + 168, y + 101, '10 kΩ プルアップ pull-up'),
    wire(`${x + 150},${y + 125} ${x + 150},${y + 175}`),
    joint(x + 150, y + 150),
    wire(`${x + 60},${y + 150} ${x + 150},${y + 150}`),
    wire(`${x + 150},${y + 150} ${x + 270},${y + 150}`),
    resistor(x, y + 150, 'right'),
    wire(`${x - 30},${y + 150} ${x},${y + 150}`, BUTTON),
    text(x - 38, y + 155, 'GPIO B', { anchor: 'end', colour: BUTTON, weight: 700 }),
    text(x + 30, y + 132, '1 kΩ', { anchor: 'middle' }),
    pushButton(x + 150, y + 175),
    text(x + 190, y + 211, '押すと 0'),
    ground(x + 150, y + 235),
    wire(`${x + 270},${y + 150} ${x + 270},${y + 175}`),
    capacitor(x + 270, y + 175),
    text(x + 296, y + 204, '100 nF（線が50 cmを超えるとき'),
    text(x + 296, y + 224, 'for cables over 50 cm）'),
    ground(x + 270, y + 235),
  ];
}

function ledCircuit(x: number, y: number): string[] {
  return [
    text(x, y, '小さなLED（赤・黄・黄緑）', { size: 18, weight: 700, colour: LED }),
    text(x + 290, y, 'Small LED, red, amber or yellow-green', { size: 15, colour: MUTED }),
    text(x - 38, y + 65, 'GPIO L', { anchor: 'end', colour: LED, weight: 700 }),
    wire(`${x - 30},${y + 60} ${x},${y + 60}`, LED),
    resistor(x, y + 60, 'right'),
    text(x + 30, y + 42, '470 Ω', { anchor: 'middle' }),
    wire(`${x + 60},${y + 60} ${x + 110},${y + 60}`),
    diode(x + 110, y + 60),
    wire(`${x + 160},${y + 60} ${x + 220},${y + 60} ${x + 220},${y + 80}`),
    ground(x + 220, y + 80),
    text(x + 270, y + 56, '約3 mA、6個で約17 mA'),
    text(x + 270, y + 78, 'about 3 mA each, 17 mA for six', { colour: MUTED }),
    text(x, y + 130, '白・青・純緑のLEDと照光ボタンは次の回路へ', { size: 14 }),
    text(x, y + 151, 'White, blue and pure green LEDs and lit buttons: the next circuit', { size: 14, colour: MUTED }),
  ];
}

function lampCircuit(x: number, y: number): string[] {
  return [
    text(x, y, '照光ボタン・ランプ（5〜24 V、100 mAまで）', { size: 18, weight: 700, colour: LED }),
    text(x + 390, y, 'Lit button, up to 100 mA', { size: 15, colour: MUTED }),
    text(x - 38, y + 105, 'GPIO L', { anchor: 'end', colour: LED, weight: 700 }),
    wire(`${x - 30},${y + 100} ${x + 60},${y + 100}`, LED),
    box(x + 60, y + 60, 150, 130, { fill: '#fff7ed' }),
    text(x + 135, y + 50, 'ULN2803A（8回路のうち6つ）', { anchor: 'middle', weight: 700 }),
    text(x + 70, y + 105, 'IN 1–6', { size: 14 }),
    text(x + 200, y + 105, 'OUT 1–6', { size: 14, anchor: 'end' }),
    text(x + 70, y + 175, 'GND (9)', { size: 14 }),
    text(x + 200, y + 175, 'COM (10)', { size: 14, anchor: 'end' }),
    wire(`${x + 60},${y + 170} ${x + 30},${y + 170} ${x + 30},${y + 185}`),
    ground(x + 30, y + 185),
    wire(`${x + 210},${y + 100} ${x + 270},${y + 100}`),
    resistor(x + 270, y + 100, 'right'),
    text(x + 300, y + 138, 'R', { anchor: 'middle', size: 14 }),
    wire(`${x + 330},${y + 100} ${x + 350},${y + 100}`),
    `<g transform="rotate(180 ${x + 375} ${y + 100})">${diode(x + 350, y + 100)}</g>`,
    wire(`${x + 400},${y + 100} ${x + 450},${y + 100}`),
    wire(`${x + 450},${y + 80} ${x + 450},${y + 170} ${x + 210},${y + 170}`),
    joint(x + 450, y + 100),
    supply(x + 450, y + 70, '+5〜24 V'),
    text(x, y + 238, 'R は照光ボタンに内蔵。ランプ電源のGNDをPiのGNDとつなぐ。どちらの回路も1で点灯', { size: 14 }),
    text(x, y + 259, 'R is inside a lit button. Join the supply’s GND to the Pi’s. Both circuits light at 1', {
      size: 14,
      colour: MUTED,
    }),
  ];
}
