import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from './program.ts';

/** A file of this repository, by its path from the root. */
export const read = (path: string): string => readFileSync(root + path, 'utf8');

/** Where a link of a page leads, as a path from the root; a bare `#heading` leads to the page itself. */
export const target = (page: string, link: string): string =>
  link === '' ? page : posix.normalize(posix.join(posix.dirname(page), link));

/** The tests that a text of a page names, each as a link `[“its title”](its file)`; the file is a path from the root. */
export const namedTests = (page: string, text: string): readonly { readonly title: string; readonly file: string }[] =>
  [...text.matchAll(/\[“(.+?)”\]\((.+?)\)/g)].map(([, title = '', link = '']) => ({ title, file: target(page, link) }));
