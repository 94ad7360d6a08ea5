import { asciiDialect } from './ascii-dialect.ts';
import { frameDialect } from './frame-dialect.ts';

/** Every dialect that a number sign may speak. */
export const dialects = [frameDialect, asciiDialect] as const;
