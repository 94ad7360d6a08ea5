import { buttonPanel, levelPanel } from './button-panel/kind.ts';
import { cardReader } from './card-reader/kind.ts';
import { printer } from './printer/kind.ts';
import { scanner } from './scanner/kind.ts';
import { sign } from './sign/kind.ts';
import { speaker } from './speaker/kind.ts';

/** Every kind of device. A new one is a folder with its `kind.ts`, and a line here. */
export const kinds = [printer, buttonPanel, levelPanel, sign, speaker, cardReader, scanner] as const;
