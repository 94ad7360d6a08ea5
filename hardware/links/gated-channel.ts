import { HardwareFault } from '../fault.ts';
import { after, atTheDoor, type GateState, passageOf } from './apdu-gate.ts';

export type Exchange = (command: Uint8Array) => Promise<Uint8Array>;

/**
 * The only way to a card: one command at a time, each past the gate. `exchange` is what reaches the card; nobody else holds
 * it. It gets a copy that is wiped afterwards: what the gate saw is what is sent.
 */
export function gatedExchange(exchange: Exchange, reader: string): Exchange {
  let state: GateState = atTheDoor;
  let turn: Promise<unknown> = Promise.resolve();
  const pass = async (command: Uint8Array): Promise<Uint8Array> => {
    const passage = passageOf(command, state);
    if (passage === null) {
      throw new HardwareFault('forbidden', reader, { message: `${reader}: this command may not be sent to a card` });
    }
    // A selection that is never answered leaves the card nowhere.
    state = after(passage, state, 0);
    const answer = await exchange(command);
    // An answer without a status is none: the card left while it spoke.
    if (answer.length === 0) throw new HardwareFault('lost', reader, { message: `${reader}: the card went away` });
    if (answer.length < 2) throw new HardwareFault('failed', reader, { message: `${reader}: half an answer` });
    state = after(passage, state, statusOf(answer));
    return answer;
  };
  return (command) => {
    const copy = Uint8Array.from(command);
    const mine = turn.then(() => pass(copy)).finally(() => copy.fill(0));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

/** SW1 SW2, the last two bytes of an answer. */
export function statusOf(answer: Uint8Array): number {
  return ((answer.at(-2) ?? 0) << 8) | (answer.at(-1) ?? 0);
}
