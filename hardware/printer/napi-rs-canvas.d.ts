/** What Matazu uses of @napi-rs/canvas 1. It is an optional package, so its own types may be absent where this is compiled. */
declare module '@napi-rs/canvas' {
  /** Lengths are dots. */
  export interface SKRSContext2D {
    font: string;
    fillStyle: string;
    measureText(text: string): { width: number; actualBoundingBoxAscent: number; actualBoundingBoxDescent: number };
    fillRect(x: number, y: number, width: number, height: number): void;
    fillText(text: string, x: number, y: number): void;
    getImageData(x: number, y: number, width: number, height: number): Picture;
    save(): void;
    restore(): void;
    translate(x: number, y: number): void;
    scale(x: number, y: number): void;
  }

  /** Four bytes a dot: red, green, blue, opacity. */
  interface Picture {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray;
  }

  export interface Canvas {
    getContext(kind: '2d'): SKRSContext2D;
  }

  export function createCanvas(width: number, height: number): Canvas;
}
