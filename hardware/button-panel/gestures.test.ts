import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContactEdge } from './contacts.ts';
import { handsFrom, noGestures, STUCK_MS, stepGestures, stuckButtons } from './gestures.ts';
import { noHand, stepHand } from './hand.ts';
import { levelContacts } from './stable-level.ts';

/** `p5@0`: button 5 pressed at 0 ms, `r5@900`: let go, `t@2000`: time passes. What acted comes back, with when. */
function acts(script: string, known: string[], from = noGestures): string[] {
  let state = from;
  const acted: string[] = [];
  for (const word of script.split(' ')) {
    const [, type, button, at] = /^([prt])(\d*)@(\d+)$/.exec(word) ?? [];
    const atMs = Number(at);
    const input =
      type === 't'
        ? { type: 'time' as const, atMs }
        : { type: type === 'p' ? ('press' as const) : ('release' as const), button: Number(button), atMs };
    const step = stepGestures(state, input, new Set(known));
    state = step.state;
    for (const gesture of step.acts) acted.push(`${gesture}@${at}`);
  }
  return acted;
}

test.each([
  ['a plain button acts when it is pressed', 'p1@0 r1@900', ['1'], ['1@0']],
  ['a button with a long press acts when it is let go', 'p5@0 r5@100', ['5', '5 long'], ['5@100']],
  ['held for 0.8 s it is a long press, and nothing else', 'p5@0 t@800 r5@801', ['5', '5 long'], ['5 long@801']],
  ['what leans on a button is no long press', `p5@0 r5@${STUCK_MS}`, ['5', '5 long'], []],
  ['two buttons at once are a chord, once', 'p1@0 p5@100 r1@300 r5@301', ['1', '5', '1+5'], ['1+5@100']],
  ['the order of a chord does not matter', 'p5@0 p1@100 r1@300 r5@301', ['1', '5', '1+5'], ['1+5@100']],
  ['without its partner a button of a chord acts soon', 'p1@0 t@250 r1@900', ['1', '5', '1+5'], ['1@250']],
  ['let go early, it acts then', 'p1@0 r1@80', ['1', '5', '1+5'], ['1@80']],
  ['a partner that comes late is pressed alone', 'p1@0 p5@400 t@700', ['1', '5', '1+5'], ['1@400', '5@700']],
  ['a chord goes before a long press', 'p5@0 p1@50 r1@900 r5@900', ['1', '5 long', '1+5'], ['1+5@50']],
  ['buttons that are no chord do not disturb each other', 'p1@0 p2@10', ['1', '2', '1+5'], ['2@10']],
  ['a release that got lost costs one press at most', 'p5@0 p5@5000 r5@5100', ['5', '5 long'], ['5@5000']],
])('%s', (_name, script, known, expected) => {
  expect(acts(script, known)).toEqual(expected);
});

test('what was held when the panel was connected does not act, and is told when nobody lets it go', () => {
  const held = handsFrom([5], 0);
  expect(acts('t@900 r5@1000 p5@2000 r5@2100', ['5', '5 long'], held)).toEqual(['5@2100']);
  expect(stuckButtons(held, STUCK_MS - 1)).toEqual([]);
  expect(stuckButtons(held, STUCK_MS)).toEqual([5]);
});

test('a panel that never told a release has no stuck button', () => {
  const { state } = stepGestures(noGestures, { type: 'press', button: 1, atMs: 0 }, new Set(['1']));
  expect(stuckButtons(state, 60_000)).toEqual([]);
});

/** A bare contact that closes at 0 and opens at `openMs`, and bounces for up to 15 ms each time. */
const contact = (bounces: number[], openMs: number): ContactEdge[] =>
  [0, openMs].flatMap((startMs, i) => {
    const settled: ContactEdge['type'] = i === 0 ? 'press' : 'release';
    const other: ContactEdge['type'] = i === 0 ? 'release' : 'press';
    const times = [...new Set(bounces)].sort((a, b) => a - b);
    const even = times.length % 2 === 0 ? times : times.slice(1);
    return [settled, ...even.map((_, j) => (j % 2 === 0 ? other : settled))].map((type, j) => ({
      type,
      button: 1,
      atMs: startMs + (j === 0 ? 0 : (even[j - 1] ?? 0)),
    }));
  });

test('a bare contact acts once, however it bounces and however late its edges are heard', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 14 }),
      fc.integer({ min: 60, max: 700 }),
      fc.boolean(),
      (bounces, openMs, late) => {
        const rules = { filter: levelContacts, known: new Set(['1', '1 long']) };
        let state = noHand(levelContacts);
        const acted: string[] = [];
        let dueMs: number | null = null;
        const take = (input: ContactEdge | { type: 'time'; atMs: number }): void => {
          if (!late && dueMs !== null && dueMs <= input.atMs) {
            const atMs = dueMs;
            dueMs = null;
            take({ type: 'time', atMs });
          }
          const step = stepHand(state, input, rules);
          state = step.state;
          dueMs = step.dueMs;
          acted.push(...step.acts);
        };
        for (const edge of contact(bounces, openMs)) take(edge);
        take({ type: 'time', atMs: openMs + 100 });
        expect(acted).toEqual(['1']);
      },
    ),
  );
});

test('a spike shorter than a press does nothing', () => {
  const rules = { filter: levelContacts, known: new Set(['1']) };
  let state = noHand(levelContacts);
  for (const edge of [
    { type: 'press', button: 1, atMs: 0 },
    { type: 'release', button: 1, atMs: 20 },
    { type: 'time', atMs: 100 },
  ] as const) {
    const step = stepHand(state, edge, rules);
    state = step.state;
    expect(step.acts).toEqual([]);
  }
});
