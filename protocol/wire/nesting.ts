/** Levels of arrays and objects that a message may have: those of the contract have seven at most. */
const DEEPEST = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([...'[{'].map((sign) => sign.charCodeAt(0)));
const CLOSED = new Set([...']}'].map((sign) => sign.charCodeAt(0)));

/**
 * Whether a JSON text has more levels than any message: found before it is parsed, in one pass, since what is parsed of it is
 * walked by functions that call themselves a level at a time. Pure; what is no JSON has some answer.
 */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const sign = json.charCodeAt(i);
    if (inText) {
      if (sign === BACKSLASH) i++;
      else if (sign === QUOTE) inText = false;
    } else if (sign === QUOTE) inText = true;
    else if (OPEN.has(sign) && ++depth > DEEPEST) return true;
    else if (CLOSED.has(sign)) depth--;
  }
  return false;
}
