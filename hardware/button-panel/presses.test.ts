import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handFloods, noHand, stepHand } from './hand.ts';
import { lineContacts } from './presses.ts';

const rules = { filter: lineContacts, known: new Set(['1', '2', '3']) };

/** `p1@0`: button 1 pressed at 0 ms; `r1@80`: released. The times at which something acted come back. */
function acts(script: string): string[] {
  let state = noHand(lineContacts);
  const acted: string[] = [];
  for (const word of script.split(' ')) {
    const [, type, button, at] = /^([pr])(\d+)@(\d+)$/.exec(word) ?? [];
    const step = stepHand(
      state,
      { type: type === 'p' ? 'press' : 'release', button: Number(button), atMs: Number(at) },
      rules,
    );
    state = step.state;
    for (const gesture of step.acts) acted.push(`${gesture}@${at}`);
  }
  return acted;
}

test.each([
  ['a press acts at once', 'p1@0', ['1@0']],
  ['a contact that bounces acts once', 'p1@0 r1@2 p1@4 r1@7 p1@9', ['1@0']],
  ['a contact that bounces when let go does not act', 'p1@0 r1@500 p1@503 r1@505', ['1@0']],
  ['a second press without a release is a bounce', 'p1@0 p1@299', ['1@0']],
  ['a button that repeats while it is held acts once', 'p1@0 p1@250 p1@500 p1@750', ['1@0']],
  ['a lost release blocks no later press', 'p1@0 p1@300', ['1@0', '1@300']],
  ['two presses of a quick hand both act', 'p1@0 r1@80 p1@160', ['1@0', '1@160']],
  ['two buttons do not disturb each other', 'p1@0 p2@5', ['1@0', '2@5']],
])('%s', (_name, script, expected) => {
  expect(acts(script)).toEqual(expected);
});

test('a thousand presses a second act a few times at most, are told, and the panel works again when they end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (buttons) => {
      let state = noHand(lineContacts);
      let count = 0;
      for (let atMs = 0; atMs < 5000; atMs += 1) {
        const step = stepHand(state, { type: 'press', button: (atMs % buttons) + 1, atMs }, rules);
        state = step.state;
        count += step.acts.length;
      }
      expect(count).toBeLessThanOrEqual(buttons);
      expect(handFloods(state, 5000)).toBe(true);
      expect(stepHand(state, { type: 'press', button: 1, atMs: 6200 }, rules).acts).toEqual(['1']);
    }),
  );
});

test('a press after a second of quiet always acts', () => {
  const edge = fc.record({
    type: fc.constantFrom<'press' | 'release'>('press', 'release'),
    button: fc.integer({ min: 1, max: 3 }),
    afterMs: fc.nat({ max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 200 }), (edges) => {
      let state = noHand(lineContacts);
      let atMs = 0;
      for (const { afterMs, ...one } of edges) {
        atMs += afterMs;
        state = stepHand(state, { ...one, atMs }, rules).state;
      }
      expect(stepHand(state, { type: 'press', button: 1, atMs: atMs + 1000 }, rules).acts).toEqual(['1']);
    }),
  );
});
