import { Answers } from './answers.ts';
import { encodeFrame, signText } from './frames.ts';
import type { SignProtocol } from './line-sign.ts';

/** {@link encodeFrame} on a line of its own. */
export const frameProtocol: SignProtocol = {
  text: signText,
  encode: (text) => encodeFrame(text),
  listen: () => new Answers(),
};
