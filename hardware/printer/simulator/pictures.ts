import qrcode from 'qrcode';
import { bitRows, type Picture, picture } from './marks.ts';

const LEVELS = ['L', 'M', 'Q', 'H'] as const;

/** The printer's memory for QR codes (GS ( k) and pictures (GS ( L, GS 8 L): stored first, printed by a second command. */
export class Pictures {
  readonly #violation: (why: string) => void;
  readonly #qr: { cellDots: number; level: (typeof LEVELS)[number]; data: string } = {
    cellDots: 3,
    level: 'L',
    data: '',
  };
  #stored: Picture | null = null;

  constructor(violation: (why: string) => void) {
    this.#violation = violation;
  }

  /** The body of GS ( k behind its length: 31 fn …; a picture where it says print. */
  code(body: Uint8Array): { readonly data: string; readonly picture: Picture } | null {
    const [kind, task, value = 0] = body;
    if (kind !== 49) this.#violation('GS ( k prints QR codes only');
    else if (task === 67) this.#qr.cellDots = value;
    else if (task === 69) this.#qr.level = LEVELS[value - 48] ?? 'L';
    else if (task === 80) this.#qr.data = Buffer.from(body.slice(3)).toString('utf8');
    else if (task === 81) return this.#printCode();
    else if (task !== 65) this.#violation(`GS ( k has no function ${task}`);
    return null;
  }

  #printCode(): { readonly data: string; readonly picture: Picture } | null {
    const { data, level, cellDots } = this.#qr;
    if (data === '') {
      this.#violation('GS ( k prints a QR code that was not stored');
      return null;
    }
    const { modules } = qrcode.create(data, { errorCorrectionLevel: level });
    const rows = Array.from({ length: modules.size }, (_, y) =>
      Array.from({ length: modules.size }, (_, x) => modules.get(y, x) === 1),
    );
    return { data, picture: picture(rows, cellDots) };
  }

  /** The body of GS ( L and GS 8 L behind its length: 30 70 stores, 30 32 prints. */
  graphics(body: Uint8Array): Picture | null {
    const [, task] = body;
    if (task === 112) {
      const widthDots = (body[6] ?? 0) + (body[7] ?? 0) * 256;
      this.#stored = picture(bitRows(body.slice(10), (widthDots + 7) >> 3, widthDots), 1);
      return null;
    }
    if (task !== 50 && task !== 2) this.#violation(`GS ( L has no function ${task}`);
    else if (this.#stored) return this.#stored;
    else this.#violation('GS ( L prints a picture that was not stored');
    return null;
  }
}
