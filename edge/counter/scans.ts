import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import { scanner } from '../../hardware/scanner/kind.ts';
import type { CounterContext } from './counter-context.ts';

/** What a code at a counter is. A code of another kind stays where it was read: it may hold a resident's own data. */
export type Scanned = { readonly type: 'ticket'; readonly code: string } | { readonly type: 'other' };

/** A ticket's QR code is the address of its page: `…/t/CODE`. */
const TICKET = /^https?:\/\/\S+\/t\/([\w-]{8,64})\/?$/;

export function scanned(text: string): Scanned {
  const code = TICKET.exec(text)?.[1];
  return code === undefined ? { type: 'other' } : { type: 'ticket', code };
}

/** A ticket that is read at a counter is served there; of another code staff learn at the scanner that it is none. */
export function hearScans(devices: readonly Configured[], { onCommand, logger }: CounterContext): void {
  for (const { device } of devicesOf(scanner, devices))
    device.onScan((text) => {
      const { counter, id } = device;
      const read = scanned(text);
      if (read.type === 'ticket') return onCommand({ type: 'scan', counter, code: read.code }, id);
      logger.info({ device: id, length: text.length }, 'a code was read that is not a ticket’s');
      device.tell('読み取ったコードは番号札のものではありません。番号札のQRコードを読み取ってください。');
    });
}
