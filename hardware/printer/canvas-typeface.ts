import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { HardwareFault } from '../fault.ts';
import type { Bitmap, Run, Typeface } from './typeface.ts';

/** Japanese forms of the characters that China and Korea write otherwise come first; what these lack is looked for in all others. */
const FONTS = '"Noto Sans CJK JP","IPAGothic","VL Gothic","TakaoGothic","Unifont",sans-serif';
/** Height of the letters and place of their base line in a cell of 24 dots. */
const SIZE_DOTS = 22;
const BASE_DOTS = 20;
const CELL_DOTS = 24;
/** A character that no font will ever have: what is drawn for it is drawn for every character that is missing. */
const NOBODYS = '\u{10fffe}';

/** The fonts that this machine has, drawn by the package @napi-rs/canvas. @throws HardwareFault where it is not installed */
export async function loadTypeface(): Promise<Typeface> {
  const { createCanvas } = await loadCanvas();
  return new CanvasTypeface((width, height) => createCanvas(width, height));
}

async function loadCanvas(): Promise<typeof import('@napi-rs/canvas')> {
  try {
    return await import('@napi-rs/canvas');
  } catch (cause) {
    const command = 'npm install @napi-rs/canvas';
    const message = `characters that the printer lacks are drawn by the package @napi-rs/canvas; install it with: ${command}`;
    throw new HardwareFault('package-missing', 'fonts', { message, command, cause });
  }
}

class CanvasTypeface implements Typeface {
  readonly #canvas: (widthDots: number, heightDots: number) => Canvas;
  readonly #pen: SKRSContext2D;
  #missing: string | null = null;

  constructor(canvas: (widthDots: number, heightDots: number) => Canvas) {
    this.#canvas = canvas;
    this.#pen = canvas(1, 1).getContext('2d');
  }

  has(character: string): boolean {
    this.#missing ??= this.#alone(NOBODYS);
    return [...character].every((point) => /\p{Mn}/u.test(point) || this.#alone(point) !== this.#missing);
  }

  #alone(text: string): string {
    const run = { text, scaleX: 1, scaleY: 1, bold: false, inverted: false, underlined: false, leftDots: null };
    return Buffer.from(this.draw([run], CELL_DOTS * 4).bytes).toString('latin1');
  }

  draw(runs: readonly Run[], widthDots: number): Bitmap {
    const measured = runs.map((run) => {
      this.#pen.font = fontOf(run);
      const { width, actualBoundingBoxAscent, actualBoundingBoxDescent } = this.#pen.measureText(run.text);
      const advanceDots = (width * run.scaleX) / run.scaleY;
      return { run, advanceDots, riseDots: actualBoundingBoxAscent, fallDots: actualBoundingBoxDescent };
    });
    const sum = measured.reduce((dots, { advanceDots }) => dots + advanceDots, 0);
    const isPlaced = runs.some(({ leftDots }) => leftDots !== null);
    const squeeze = isPlaced ? 1 : Math.min(1, widthDots / sum);
    const width = isPlaced ? widthDots : Math.max(1, Math.ceil(sum * squeeze));
    const highest = Math.max(...runs.map(({ scaleY }) => scaleY));
    // Accents upon accents rise above the cell.
    const base = Math.max(BASE_DOTS * highest, ...measured.map(({ riseDots }) => Math.ceil(riseDots)));
    const below = Math.max((CELL_DOTS - BASE_DOTS) * highest, ...measured.map(({ fallDots }) => Math.ceil(fallDots)));
    const pen = this.#canvas(width, base + below).getContext('2d');
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, width, base + below);
    let x = 0;
    for (const { run, advanceDots } of measured) {
      x = run.leftDots ?? x;
      pen.save();
      pen.translate(x, base);
      pen.scale((squeeze * run.scaleX) / run.scaleY, 1);
      const boxDots = (advanceDots * run.scaleY) / run.scaleX;
      const top = -BASE_DOTS * run.scaleY;
      pen.fillStyle = 'black';
      if (run.inverted) pen.fillRect(0, top, boxDots, CELL_DOTS * run.scaleY);
      if (run.underlined) pen.fillRect(0, top + (CELL_DOTS - 2) * run.scaleY, boxDots, 2);
      pen.fillStyle = run.inverted ? 'white' : 'black';
      pen.font = fontOf(run);
      pen.fillText(run.text, 0, 0);
      pen.restore();
      x += advanceDots * squeeze;
    }
    return blackAndWhite(pen.getImageData(0, 0, width, base + below));
  }
}

const fontOf = ({ bold, scaleY }: Run): string => `${bold ? 'bold ' : ''}${SIZE_DOTS * scaleY}px ${FONTS}`;

/** A dot is black where a third of it is ink: thin strokes stay whole. */
function blackAndWhite({ width, height, data }: { width: number; height: number; data: Uint8ClampedArray }): Bitmap {
  const rowBytes = (width + 7) >> 3;
  const bytes = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * rowBytes + (x >> 3);
      if ((data[(y * width + x) * 4] ?? 255) < 170) bytes[at] = (bytes[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { widthDots: width, heightDots: height, bytes };
}
