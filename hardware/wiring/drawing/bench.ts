import { box, INK, MUTED, POWER, page, text, wire } from './svg.ts';

interface Part {
  readonly name: string;
  readonly english: string;
  readonly how: string;
  /** The name that the udev rules or the kernel give. */
  readonly file: string;
}

const HUB: readonly Part[] = [
  { name: '番号札プリンター', english: 'ticket printer', how: 'USB、または LAN :9100', file: '/dev/usb/lp0' },
  { name: 'ICカードリーダー', english: 'card reader', how: 'USB CCID（pcscd）', file: 'PC/SC' },
  { name: 'QR・バーコードスキャナー', english: 'scanner', how: 'USB-COM（仮想シリアル）', file: '/dev/serial/by-id/…' },
  { name: '番号表示器', english: 'number signs', how: 'USB–RS-485（signs.svg）', file: '/dev/serial/by-id/…' },
];
const DIRECT: readonly Part[] = [
  { name: 'ボタン盤', english: 'button panel', how: 'GPIO（panel.svg）', file: 'gpiochip' },
  { name: 'スピーカー', english: 'speaker', how: '3.5 mm・USB音声・I2S HAT', file: 'ALSA' },
  { name: '表示盤', english: 'lobby board', how: 'HDMI（Chromium）', file: 'http://127.0.0.1:8081/board' },
];
const STEP = 105;

/** What stands at a counter, and how each reaches the Pi. */
export function benchDrawing(): string {
  return page('待たず 窓口の機器 / the devices of a counter', { width: 1300, height: 570 }, [
    text(40, 48, '待たず 窓口の機器のつなぎかた', { size: 26, weight: 700 }),
    text(450, 48, 'The devices of a counter', { size: 20, colour: MUTED }),
    box(500, 115, 300, 330, { fill: '#eef2f5' }),
    text(650, 155, 'Raspberry Pi 4 / 5', { anchor: 'middle', size: 22, weight: 700 }),
    text(650, 183, '(3B+ も可 works too)', { anchor: 'middle', size: 14, colour: MUTED }),
    text(650, 265, '電源 power', { anchor: 'middle', colour: POWER, weight: 700 }),
    text(650, 289, '純正 5 V 3 A（Pi 5 は 5 A）', { anchor: 'middle', size: 14, colour: POWER }),
    text(650, 365, '有線LAN Ethernet', { anchor: 'middle', weight: 700 }),
    text(650, 389, '課の網（VLAN）・ハブへ', { anchor: 'middle', size: 14 }),
    text(650, 411, 'the section’s VLAN, to the hub', { anchor: 'middle', size: 14, colour: MUTED }),
    ...left(HUB),
    ...right(DIRECT),
    text(
      40,
      520,
      'USB機器はセルフパワー（電源付き）のUSBハブへ。プリンターは自己の24 V電源を使い、Piからは給電しません。',
      { size: 14 },
    ),
    text(
      40,
      544,
      'USB devices go to a self-powered hub. The printer has its own 24 V supply; the Pi feeds none of it.',
      { size: 14, colour: MUTED },
    ),
  ]);
}

function left(parts: readonly Part[]): string[] {
  const hub = 410;
  const middle = 95 + ((parts.length - 1) * STEP) / 2 + 35;
  return [
    ...parts.flatMap((part, i) => [
      ...card(part, 40, 95 + i * STEP),
      wire(`330,${130 + i * STEP} ${hub},${130 + i * STEP}`),
    ]),
    wire(`${hub},130 ${hub},${130 + (parts.length - 1) * STEP}`),
    wire(`${hub},${middle} 500,${middle}`),
    text(hub + 10, middle - 12, 'USBハブ', { size: 14, weight: 700 }),
    text(hub + 10, middle + 22, 'powered', { size: 13, colour: MUTED }),
  ];
}

function right(parts: readonly Part[]): string[] {
  return parts.flatMap((part, i) => [
    ...card(part, 970, 130 + i * STEP),
    wire(`800,${165 + i * STEP} 970,${165 + i * STEP}`),
  ]);
}

const card = ({ name, english, how, file }: Part, x: number, y: number): string[] => [
  box(x, y, 290, 78),
  text(x + 14, y + 25, name, { weight: 700, colour: INK }),
  text(x + 276, y + 25, english, { anchor: 'end', size: 13, colour: MUTED }),
  text(x + 14, y + 47, how, { size: 14 }),
  text(x + 14, y + 67, file, { size: 13, colour: MUTED }),
];
