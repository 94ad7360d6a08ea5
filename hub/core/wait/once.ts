/**
 * A function whose result for an object that never changes is reckoned once, kept as long as the object is, and forgotten with
 * it.
 */
export function once<Thing extends object, Result>(reckon: (of: Thing) => Result): (of: Thing) => Result {
  const reckoned = new WeakMap<Thing, { readonly result: Result }>();
  return (of) => {
    let known = reckoned.get(of);
    if (known === undefined) {
      known = { result: reckon(of) };
      reckoned.set(of, known);
    }
    return known.result;
  };
}
