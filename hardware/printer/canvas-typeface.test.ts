import { describe, expect, test } from 'vitest';
import { MemoryLink } from '../simulation/memory-link.ts';
import { testEnvironment } from '../testing/environment.ts';
import { machineFonts } from '../testing/fonts.ts';
import { picturesOf } from '../testing/pictures.ts';
import { aPaper, aTicket } from '../testing/tickets.ts';
import { EscPosPrinter } from './escpos-printer.ts';
import { readLayout } from './layout-files.ts';
import { PrinterConfiguration } from './printer-configuration.ts';
import { PrinterSimulator } from './simulator.ts';
import { type Paper, ticketBytes } from './ticket-layout.ts';

const fonts = await machineFonts();
const typeface = typeof fonts === 'string' ? null : fonts;
if (typeof fonts === 'string') process.stderr.write(`${fonts}\n`);

type Dots = readonly (readonly boolean[])[];

function print(ja: string, en: string, changes: Partial<Paper> = {}) {
  const simulator = new PrinterSimulator({ width: changes.width ?? 80 });
  const layout = readLayout({}, changes.width ?? 80).layout;
  const { bytes, missing } = ticketBytes(aTicket({ service: { ja, en } }), aPaper({ typeface, layout, ...changes }));
  simulator.connect({ write: () => {}, end: () => {} }).data(bytes);
  const [paper] = simulator.paper();
  const text = paper?.text ?? '';
  return { paper, text, missing, pictures: picturesOf(paper?.svg ?? ''), violations: simulator.violations };
}

/** What any program would draw for this text, in black on a white ground of 48 dots. */
async function drawnElsewhere(text: string, widthDots: number): Promise<Dots> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const pen = createCanvas(widthDots, 48).getContext('2d');
  pen.font = 'bold 44px "Noto Sans CJK JP",sans-serif';
  pen.fillText(text, 0, 40);
  const { data } = pen.getImageData(0, 0, widthDots, 48);
  return Array.from({ length: 48 }, (_, y) =>
    Array.from({ length: widthDots }, (_, x) => (data[(y * widthDots + x) * 4 + 3] ?? 0) > 100),
  );
}

/** Black in both, of what is black in either. */
function likeness(a: Dots, b: Dots): number {
  let both = 0;
  let either = 0;
  for (let y = 0; y < Math.max(a.length, b.length); y += 1) {
    for (let x = 0; x < 200; x += 1) {
      const [inA, inB] = [a[y]?.[x] ?? false, b[y]?.[x] ?? false];
      both += inA && inB ? 1 : 0;
      either += inA || inB ? 1 : 0;
    }
  }
  return both / Math.max(1, either);
}

describe.skipIf(typeface === null)('what a printer has no type for', () => {
  test.each(['𠮷', '户', '한', 'ữ'])('is drawn: %s is on the paper, and no other character', async (character) => {
    const { pictures, missing, violations, text } = print(character, 'x');
    expect([missing, violations]).toEqual([[], []]);
    expect(text).not.toContain('〓');
    const [drawn] = pictures;
    const like = async (one: string): Promise<number> => likeness(drawn?.has ?? [], await drawnElsewhere(one, 48));
    const itself = await like(character);
    expect(itself).toBeGreaterThan(0.9);
    for (const other of ['吉', '戸', 'ん', 'u', 'ü', '〓']) expect(await like(other)).toBeLessThan(itself - 0.02);
  });

  test.each<[string, string, Partial<Paper>]>([
    ['户籍登记', 'Household registration', { width: 58 }],
    ['주민등록 등본', 'Certificate', {}],
    ['Đăng ký hộ khẩu', 'Đăng ký thường trú và tạm trú', { width: 58, encoding: 'utf-8' }],
    ['ทะเบียนบ้าน㐂', 'House registration', { encoding: 'utf-8' }],
  ])('is a line of its own among typed ones: %s', (ja, en, changes) => {
    const { paper, text, pictures, missing, violations } = print(ja, en, changes);
    expect(violations).toEqual([]);
    expect(missing.every((character) => !typeface?.has(character))).toBe(true);
    expect(paper?.number).toBe('A012');
    expect(text).toContain('市民窓口課');
    expect(text).not.toMatch(/\?|〓/);
    const edge = changes.width === 58 ? 384 : 576;
    // The QR code is drawn in larger dots; these are the words.
    expect(pictures.length).toBeGreaterThan(0);
    for (const { x, has } of pictures) {
      expect(x + (has[0]?.length ?? 0)).toBeLessThanOrEqual(edge + 8);
      expect(has.flat().filter((black) => black).length).toBeGreaterThan(100);
    }
  });

  test('髙, 﨑 and ① are typed: every Japanese printer has them', () => {
    const { text, pictures } = print('髙橋﨑①', '20〜35 −5');
    expect(text).toContain('髙橋﨑①');
    expect(text).toContain('20～35 －5');
    expect(pictures).toEqual([]);
  });

  test('a character that no font has is 〓 among the others, and told', () => {
    const { missing, pictures } = print('𠮷\u0378', 'x');
    expect(missing).toEqual(['\u0378']);
    expect(pictures).toHaveLength(1);
  });
});

async function aPrinter(loadTypeface: () => Promise<NonNullable<typeof typeface>>) {
  const simulator = new PrinterSimulator();
  const environment = testEnvironment();
  const configuration = PrinterConfiguration.parse({
    id: 'printer',
    kind: 'printer',
    driver: 'escpos',
    link: { tcp: '127.0.0.1:9100' },
  });
  const printer = new EscPosPrinter({ configuration, loadTypeface }, new MemoryLink(simulator), environment);
  await printer.open();
  const print = (service: string) =>
    printer.print({ ticket: 't', content: aTicket({ service: { ja: service, en: service } }) });
  return { simulator, printer, print, log: environment.log };
}

test.skipIf(typeface === null)('fonts are loaded when a ticket first needs them, and once', async () => {
  let loads = 0;
  const load = async () => {
    loads += 1;
    return typeface ?? Promise.reject(new Error('none'));
  };
  const { print, printer, simulator } = await aPrinter(load);
  await print('証明書');
  expect(loads).toBe(0);
  expect(await print('𠮷野')).toEqual({ state: 'printed', proof: 'process-id' });
  await print('户籍');
  expect(loads).toBe(1);
  expect(printer.view().state).toBe('ok');
  expect(simulator.violations).toEqual([]);
  await printer.close();
});

test('without fonts a ticket is printed with 〓, and staff and log say what is missing', async () => {
  const { print, printer, simulator, log } = await aPrinter(() => Promise.reject(new Error('no package')));
  expect(await print('𠮷野')).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper()[0]?.text).toContain('〓野');
  expect(printer.view()).toMatchObject({ state: 'attention' });
  expect(printer.view().detail).toMatch(/「𠮷」.*〓.*npm install/);
  expect(log.some(({ level, message }) => level === 'warn' && message.includes('fonts-noto-cjk'))).toBe(true);
  await printer.close();
});
