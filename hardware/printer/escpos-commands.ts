import { type BaseCommand, commands, type QRCode } from 'receiptline';
import { encode } from './shift-jis.ts';

const $ = String.fromCharCode;

/** Katakana page, Shift_JIS, kanji mode, Japanese signs. Models that find kanji by themselves ignore the FS &. */
const JAPANESE = '\x1bt\x01\x1cC\x01\x1c&\x1bR\x08';

/** Automatic status of all that a ticket printer has: on/offline, errors, paper. It tells its state at once. */
export const AUTOMATIC_STATUS = '\x1da\x0e';

const CENTRED = '\x1ba\x01';

/**
 * receiptline's plain ESC/POS for one ticket, with no more commands than every clone and every decoder knows. A ticket has
 * one centred column, so the printer itself centres (ESC a) where receiptline would set positions; kanji mode holds
 * throughout, so that text stays text; rules are text too; the printer makes the QR code; automatic status is left on;
 * and no GS r asks at the end for an answer that nobody waits for.
 */
export function escposCommands(): BaseCommand {
  const plain = commands.generic;
  let styled = false;
  const style = (command: string): string => {
    styled = true;
    return command;
  };
  return {
    ...plain,
    open(printer) {
      plain.open.call(this, printer);
      return `\x1b@${AUTOMATIC_STATUS}${JAPANESE}${CENTRED}`;
    },
    close() {
      return this.cut();
    },
    area: () => '',
    align: () => '',
    absolute: () => '',
    relative: () => '',
    normal() {
      const ends = styled ? '\x1bE\x00\x1dB\x00\x1d!\x00' : '';
      styled = false;
      return ends;
    },
    em: () => style('\x1bE\x01'),
    iv: () => style('\x1dB\x01'),
    wh: (size) => style(plain.wh(size)),
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
