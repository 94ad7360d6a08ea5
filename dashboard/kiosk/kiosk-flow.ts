import type { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import type { CommandResult } from '../../protocol/wire/lead-view.ts';
import type { Problem } from '../live/api.ts';

/** A number as the kiosk gives it out; `code` leads to the resident's own page. */
export interface Issued {
  readonly ticket: string;
  readonly number: string;
  readonly code: string;
}

/**
 * Where a press has come to. One press is one key, and a key issues one ticket, so `asking` may ask again with its own key.
 * `unsure`: no answer came, and nobody knows whether the ticket was issued.
 */
export type KioskState =
  | { readonly at: 'choosing' }
  | { readonly at: 'asking'; readonly service: string; readonly key: string }
  | { readonly at: 'unsure'; readonly service: string; readonly key: string }
  | { readonly at: 'refused'; readonly problem: Problem }
  | { readonly at: 'issued'; readonly service: string; readonly issued: Issued };

export type KioskAction =
  | { readonly type: 'press'; readonly service: string; readonly key: string }
  | { readonly type: 'again' }
  | { readonly type: 'answered'; readonly key: string; readonly result: CommandResult }
  | { readonly type: 'refused'; readonly key: string; readonly problem: Problem }
  | { readonly type: 'no-answer'; readonly key: string }
  | { readonly type: 'back' };

export const choosing: KioskState = { at: 'choosing' };

/** A press counts only while choosing; an answer only for the press that is asked for. Whatever else comes changes nothing. */
export function kioskFlow(state: KioskState, action: KioskAction): KioskState {
  switch (action.type) {
    case 'press':
      return state.at === 'choosing' ? { at: 'asking', service: action.service, key: action.key } : state;
    case 'again':
      return state.at === 'unsure' ? { at: 'asking', service: state.service, key: state.key } : state;
    case 'back':
      return state.at === 'asking' ? state : choosing;
    case 'answered': {
      if (state.at !== 'asking' || state.key !== action.key) return state;
      const issued = issuedIn(action.result);
      return issued === null
        ? { at: 'unsure', service: state.service, key: state.key }
        : { at: 'issued', service: state.service, issued };
    }
    case 'refused':
      return state.at === 'asking' && state.key === action.key ? { at: 'refused', problem: action.problem } : state;
    case 'no-answer':
      return state.at === 'asking' && state.key === action.key
        ? { at: 'unsure', service: state.service, key: state.key }
        : state;
  }
}

function issuedIn(result: CommandResult): Issued | null {
  const event = result.events.find(({ type }) => type === 'ticket-issued');
  if (event === undefined) return null;
  const { ticket, number, code } = event;
  return typeof ticket === 'string' && typeof number === 'string' && typeof code === 'string'
    ? { ticket, number, code }
    : null;
}

/** What to say of a ticket's paper. `none`: there is no printer; the number on the screen is all. */
export function paperState(
  printer: KioskView['printer'],
  print: OwnTicket['print'],
): 'coming' | 'out' | 'not-printed' | 'none' {
  if (printer === 'none' || print === 'none') return 'none';
  if (print === 'printed' || print === 'sent') return 'out';
  return print === 'pending' && printer === 'ready' ? 'coming' : 'not-printed';
}
