import type { HardwareFaultCode } from '../fault.ts';

/** The host's argument that asks for readers' USB ports, as part of their names: ` [USB 1-1.2]`. */
export const WITH_PORTS = '--usb-ports';

/** What the link and its host (pcsc-host.ts) say to each other. A card's number is never used twice. */
export type ToHost = {
  readonly type: 'transmit';
  readonly id: number;
  readonly card: number;
  readonly command: Uint8Array;
};

export type FromHost =
  | { readonly type: 'readers'; readonly names: readonly string[] }
  | { readonly type: 'card'; readonly card: number; readonly reader: string; readonly atr: Uint8Array }
  | { readonly type: 'card-gone'; readonly card: number }
  | { readonly type: 'mute'; readonly reader: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Uint8Array }
  | { readonly type: 'refusal'; readonly id: number; readonly fault: HostFault }
  /** The host's last word. */
  | { readonly type: 'over'; readonly fault: HostFault };

export interface HostFault {
  readonly code: HardwareFaultCode;
  readonly message: string;
}
