import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import { scanner } from '../../hardware/scanner/kind.ts';
import type { CounterContext } from './counter-context.ts';

/**
 * What a code at a counter is. `prefixed`: a ticket's, with something before it that its scanner put there. A code of another kind
 * stays where it was read: it may hold a resident's own data.
 */
export type Scanned =
  | { readonly type: 'ticket'; readonly code: string }
  | { readonly type: 'prefixed' }
  | { readonly type: 'other' };

/** A ticket's QR code is the address of its page, `…/t/CODE`; scheme and host in any case, and what an app has added after it. */
const TICKET = /^(?<before>[^\s/]{0,20}?)https?:\/\/[^\s?#]+\/t\/(?<code>[\w-]{8,64})\/?(?:[?#]\S*)?$/i;
/** Scanners can send a letter or a few for the kind of a code, each maker its own: `s`, `Q`, `QR`. */
const MAKERS_ID = /^[!-~]{0,3}$/;

export function scanned(text: string): Scanned {
  const { before = '', code } = TICKET.exec(text)?.groups ?? {};
  if (code === undefined) return { type: 'other' };
  return MAKERS_ID.test(before) ? { type: 'ticket', code } : { type: 'prefixed' };
}

/** A ticket that is read at a counter is served there; of another code staff learn at the scanner that it is none. */
export function hearScans(devices: readonly Configured[], { onCommand, logger }: CounterContext): void {
  for (const { device } of devicesOf(scanner, devices))
    device.onScan((text) => {
      const { counter, id } = device;
      const read = scanned(text);
      if (read.type === 'ticket') return onCommand({ type: 'scan', counter, code: read.code }, id);
      const isForeign = read.type === 'other';
      const what = isForeign ? 'a code was read that is not a ticket’s' : 'a ticket’s code was read behind a prefix';
      logger.info({ device: id, length: text.length }, what);
      device.tell(isForeign ? FOREIGN : PREFIXED);
    });
}

const FOREIGN = '読み取ったコードは番号札のものではありません。番号札のQRコードを読み取ってください。';
const PREFIXED =
  '読み取り機が番号札のコードの前に余分な文字を付けて送っています。読み取り機の設定で、先頭に付ける文字（プリフィックス）をなしにしてください。';
