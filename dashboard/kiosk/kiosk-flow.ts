import type { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import type { CommandResult } from '../../protocol/wire/lead-view.ts';
import type { Problem } from '../live/api.ts';

/** A number as the kiosk gives it out; `code` leads to the resident's own page. */
export interface Issued {
  readonly ticket: string;
  readonly number: string;
  readonly code: string;
  readonly service: string;
}

/** What was pressed: a service, or that the number on the screen was taken by mistake. */
export type Ask =
  | { readonly type: 'issue'; readonly service: string }
  | { readonly type: 'cancel'; readonly issued: Issued };

/**
 * Where a press has come to. One press is one key, and a key acts once, so `asking` may ask again with its own key.
 * `unsure`: no answer came, and nobody knows whether it was done.
 */
export type KioskState =
  | { readonly at: 'choosing' }
  | { readonly at: 'asking'; readonly ask: Ask; readonly key: string }
  | { readonly at: 'unsure'; readonly ask: Ask; readonly key: string }
  | { readonly at: 'refused'; readonly ask: Ask; readonly problem: Problem }
  | { readonly at: 'issued'; readonly issued: Issued }
  | { readonly at: 'cancelled'; readonly issued: Issued };

export type KioskAction =
  | { readonly type: 'press'; readonly service: string; readonly key: string }
  | { readonly type: 'undo'; readonly key: string }
  | { readonly type: 'again' }
  | { readonly type: 'answered'; readonly key: string; readonly result: CommandResult }
  | { readonly type: 'refused'; readonly key: string; readonly problem: Problem }
  | { readonly type: 'no-answer'; readonly key: string }
  | { readonly type: 'back' };

export const choosing: KioskState = { at: 'choosing' };

/** A press counts only where its button is on the screen; an answer only for the press that is asked for. Whatever else comes changes nothing. */
export function kioskFlow(state: KioskState, action: KioskAction): KioskState {
  switch (action.type) {
    case 'press':
      return state.at === 'choosing'
        ? { at: 'asking', ask: { type: 'issue', service: action.service }, key: action.key }
        : state;
    case 'undo':
      return state.at === 'issued'
        ? { at: 'asking', ask: { type: 'cancel', issued: state.issued }, key: action.key }
        : state;
    case 'again':
      return state.at === 'unsure' ? { ...state, at: 'asking' } : state;
    case 'back':
      return state.at === 'asking' ? state : choosing;
  }
  if (state.at !== 'asking' || state.key !== action.key) return state;
  switch (action.type) {
    case 'answered':
      return done(state.ask, action.result) ?? { ...state, at: 'unsure' };
    case 'refused':
      return { at: 'refused', ask: state.ask, problem: action.problem };
    case 'no-answer':
      return { ...state, at: 'unsure' };
  }
}

/** What an answer says was done; null where it doesn't say it. */
function done(ask: Ask, { events }: CommandResult): KioskState | null {
  if (ask.type === 'cancel') return { at: 'cancelled', issued: ask.issued };
  const event = events.find(({ type }) => type === 'ticket-issued');
  if (event === undefined) return null;
  const { ticket, number, code } = event;
  return typeof ticket === 'string' && typeof number === 'string' && typeof code === 'string'
    ? { at: 'issued', issued: { ticket, number, code, service: ask.service } }
    : null;
}

/** What to say of a ticket's paper. `none`: there is no printer; the number on the screen is all. `unknown`: nobody can say whether it comes. */
export function paperState(
  printer: KioskView['printer'],
  print: OwnTicket['print'],
  away: boolean,
): 'coming' | 'out' | 'not-printed' | 'unknown' | 'none' {
  if (printer === 'none' || print === 'none') return 'none';
  if (print === 'printed' || print === 'sent') return 'out';
  if (away || print === 'unknown') return 'unknown';
  return print === 'pending' && printer === 'ready' ? 'coming' : 'not-printed';
}
