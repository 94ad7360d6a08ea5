import { loadTypeface } from '../printer/canvas-typeface.ts';
import type { Typeface } from '../printer/typeface.ts';

/** The fonts of this machine, where they can draw what a Japanese printer lacks; else why not. */
export async function machineFonts(): Promise<Typeface | string> {
  try {
    const typeface = await loadTypeface();
    return [...'𠮷户한'].every((character) => typeface.has(character))
      ? typeface
      : 'no font has 𠮷, 户 and 한 (apt-get install fonts-noto-cjk): drawn text is not tested';
  } catch {
    return '@napi-rs/canvas is not installed: drawn text is not tested';
  }
}
