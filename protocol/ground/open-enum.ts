import { z } from 'zod';

/**
 * Words that travel. A wire outlives a version: a later one may say a word that this one doesn't know, and a message must not be
 * dropped for it (a ticket would be lost from a hub's counts). So what is told is read openly: the known words as they are, any
 * other as the known word that promises least. What is asked (a command) is read strictly: half understood it would be done
 * wrong, and whoever asked can be refused in words.
 */

type Words = Readonly<Record<string, string>>;
type Word<W extends Words> = W[keyof W];

/** Marks in a JSON schema what this version reads and never writes. */
export const LATER = 'x-later-versions';

/** The longest word of any version. */
const LaterWord = z
  .string()
  .min(1)
  .max(64)
  .meta({ [LATER]: true });
/** So many words of any version a list may have. */
const LIST_MAX = 64;

/** A known word or any other, each read as it is: for words that are passed on or looked up, where a sentence goes with them. */
export const openWord = <W extends Words>(known: z.ZodEnum<W>) => z.union([known, LaterWord]);

/** A known word; any other is read as `otherwise`. Who writes it may write known words alone. */
export function openEnum<const W extends Words>(known: z.ZodEnum<W>, otherwise: NoInfer<Word<W>>) {
  const isKnown = isOneOf(known);
  return z.codec(openWord(known) as z.ZodType<string, Word<W>>, known, {
    decode: (word) => (isKnown(word) ? word : otherwise),
    encode: (word) => word,
  });
}

/** Known words, at most one of each; others are left off. */
export function openList<const W extends Words>(known: z.ZodEnum<W>) {
  const isKnown = isOneOf(known);
  const written = z.array(known).max(known.options.length);
  const read = z
    .array(LaterWord)
    .max(LIST_MAX)
    .meta({ [LATER]: true });
  return z.codec(z.union([written, read]) as z.ZodType<string[], Word<W>[]>, z.array(known), {
    decode: (words) => words.filter(isKnown),
    encode: (words) => words,
  });
}

function isOneOf<W extends Words>(known: z.ZodEnum<W>): (word: string) => word is Word<W> {
  const words: ReadonlySet<string> = new Set(known.options);
  return (word): word is Word<W> => words.has(word);
}
