import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { acknowledged, sentAgain, sentUpTo, unheard, type Window } from './window.ts';

const END = 1_000;
/** A log of one epoch with {@link END} events. */
const countAfter = ({ seq }: LogPosition): number => END - seq;
const at = (seq: number): LogPosition => ({ epoch: 7, seq });

describe('the window of what is under way to the hub', () => {
  it('sends from where the hub says it stands, when it says so for the first time', () => {
    expect(acknowledged(unheard, at(40), countAfter)).toEqual({ acked: at(40), sent: at(40), underWay: 0 });
  });

  it('goes on with what is under way while the hub comes forward', () => {
    const sent = sentUpTo(acknowledged(unheard, at(0), countAfter), at(256), 256);
    expect(acknowledged(sent, at(100), countAfter)).toEqual({ acked: at(100), sent: at(256), underWay: 156 });
    expect(acknowledged(sent, at(256), countAfter).underWay).toBe(0);
  });

  it.each([
    ['stands where it stood: something was lost on the way', 0],
    ['knows more than was sent: another connection of this unit was ahead', 300],
  ])('sends again from there where the hub %s', (_, seq) => {
    const sent = sentUpTo(acknowledged(unheard, at(0), countAfter), at(256), 256);
    expect(acknowledged(sent, at(seq), countAfter)).toEqual({ acked: at(seq), sent: at(seq), underWay: 0 });
  });

  it('sends again from the last acknowledgement where none comes', () => {
    const sent = sentUpTo(acknowledged(unheard, at(10), countAfter), at(200), 190);
    expect(sentAgain(sent)).toEqual({ acked: at(10), sent: at(10), underWay: 0 });
  });

  it('counts as under way exactly what lies between the two places, whatever comes in whatever order', () => {
    const step = fc.oneof(
      fc.record({ acked: fc.integer({ min: 0, max: END }) }),
      fc.record({ send: fc.integer({ min: 1, max: 300 }) }),
      fc.constant({ again: true as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let window: Window = acknowledged(unheard, at(0), countAfter);
        for (const each of steps) {
          const from = window.sent?.seq ?? 0;
          if ('acked' in each) window = acknowledged(window, at(each.acked), countAfter);
          else if ('again' in each) window = sentAgain(window);
          else window = sentUpTo(window, at(Math.min(END, from + each.send)), Math.min(each.send, END - from));
          expect(window.underWay).toBe((window.sent?.seq ?? 0) - (window.acked?.seq ?? 0));
        }
      }),
    );
  });
});
