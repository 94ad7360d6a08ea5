import { type BaseCommand, commands, type QRCode } from 'receiptline';
import { encode } from './shift-jis.ts';

const $ = String.fromCharCode;

/** Katakana page, Shift_JIS, kanji mode, Japanese signs. Models that find kanji by themselves ignore the FS &. */
const JAPANESE = '\x1bt\x01\x1cC\x01\x1c&\x1bR\x08';

/** Automatic status of all that a ticket printer has: on/offline, errors, paper. It tells its state at once. */
export const AUTOMATIC_STATUS = '\x1da\x0e';

/**
 * receiptline's plain ESC/POS for one ticket, as Matazu needs it: kanji mode throughout, so that text stays text; rules as text
 * too; the QR code made by the printer; automatic status left on; no GS r at the end, whose answer nobody asked for.
 * What is already set is not set again: a ticket takes half the time over a serial line.
 */
export function escposCommands(): BaseCommand {
  const plain = commands.generic;
  let area = '';
  let styled = true;
  const styles = (command: string): string => {
    styled = true;
    return command;
  };
  return {
    ...plain,
    open(printer) {
      return plain.open.call(this, printer).replace('\x1da\x00', AUTOMATIC_STATUS) + JAPANESE;
    },
    close() {
      return this.cut();
    },
    area(left, width, right) {
      const wanted = plain.area.call(this, left, width, right);
      if (wanted === area) return '';
      area = wanted;
      return wanted;
    },
    normal() {
      if (!styled) return '';
      styled = false;
      return plain.normal.call(this);
    },
    ul: () => styles(plain.ul()),
    em: () => styles(plain.em()),
    iv: () => styles(plain.iv()),
    wh: (size) => styles(plain.wh(size)),
    hr: (width) => encode('━'.repeat(Math.floor(width / 2))).toString('latin1'),
    text: (text) => encode(text).toString('latin1'),
    qrcode: (symbol) => nativeQr(symbol),
  };
}

/** GS ( k: model 2, module size, error correction, store, print. */
function nativeQr({ data, cell, level }: QRCode): string {
  const bytes = Buffer.from(data, 'utf8').toString('latin1');
  if (bytes.length === 0) return '';
  const command = (...parts: readonly number[]): string => `\x1d(k${$(parts.length, 0)}${$(...parts)}`;
  const length = bytes.length + 3;
  return (
    command(49, 65, 50, 0) +
    command(49, 67, cell) +
    command(49, 69, 48 + 'lmqh'.indexOf(level)) +
    `\x1d(k${$(length & 255, length >> 8)}1P0${bytes}` +
    command(49, 81, 48)
  );
}
