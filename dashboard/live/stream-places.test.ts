import { describe, expect, it } from 'vitest';
import { MOST_STREAMS, StreamPlaces } from './stream-places.ts';

function setup() {
  const kept = new Map<string, string>();
  let now = 1_000_000;
  const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: kept.set.bind(kept) };
  const places = new StreamPlaces({ storage, now: () => now });
  const taken = (...ids: string[]) => ids.map((id) => places.take(id));
  return { kept, places, taken, pass: (ms: number) => (now += ms) };
}

describe('the streams of a browser', () => {
  it('are so many at most, first come, first served, and who has one keeps it', () => {
    const { taken } = setup();
    const ids = Array.from({ length: MOST_STREAMS }, (_, i) => `page ${i}`);
    expect(taken(...ids)).toEqual(ids.map(() => true));
    expect(taken('one more')).toEqual([false]);
    expect(taken(...ids)).toEqual(ids.map(() => true));
  });

  it('have a place again when one leaves, and when one is gone without a word', () => {
    const { places, taken, pass } = setup();
    taken('a', 'b', 'c', 'd');
    places.leave('b');
    places.leave('nobody');
    expect(taken('e', 'f')).toEqual([true, false]);
    pass(6_000);
    taken('a', 'c', 'd');
    pass(6_000);
    expect(taken('f', 'g')).toEqual([true, false]);
  });

  it('are as many again soon after more came at one moment', () => {
    const { kept, taken } = setup();
    kept.set('matazu.streams', JSON.stringify(['a', 'b', 'c', 'd', 'e'].map((id) => [id, 1_000_000])));
    expect(taken('e', 'a')).toEqual([false, true]);
  });

  it.each(['{', '7', '[7]', '{"a":1}', 'null'])('forget what is no list of theirs: %s', (found) => {
    const { kept, taken } = setup();
    kept.set('matazu.streams', found);
    expect(taken('a')).toEqual([true]);
  });

  it('are not counted where the browser keeps nothing', () => {
    const places = new StreamPlaces({ storage: null, now: () => 1 });
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => places.take(id))).toEqual(Array(5).fill(true));
  });
});
