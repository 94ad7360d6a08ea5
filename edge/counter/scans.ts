/** What a code at a counter is. A code of another kind stays where it was read: it may hold a resident's own data. */
export type Scanned = { readonly type: 'ticket'; readonly code: string } | { readonly type: 'other' };

/** A ticket's QR code is the address of its page: `…/t/CODE`. */
const TICKET = /^https?:\/\/\S+\/t\/([\w-]{8,64})\/?$/;

export function scanned(text: string): Scanned {
  const code = TICKET.exec(text)?.[1];
  return code === undefined ? { type: 'other' } : { type: 'ticket', code };
}
