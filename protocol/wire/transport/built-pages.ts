import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BuiltPagesOptions {
  /** The folder of the built pages. */
  readonly dashboard?: string | undefined;
  readonly version: string;
  /** The path of a site under which the server's addresses stand: `/konzatsu`; empty where they stand at its root. */
  readonly base?: string | undefined;
}

/** The pages of one build, ready to be sent. */
export interface BuiltPages {
  /** Names the build of program and pages: an open page of another build is an old one. Each page says it in a meta tag, each stream in an event. */
  readonly build: string;
  /** The folder of what pages load; undefined where they were not built. */
  readonly folder: string | undefined;
  /** By the name of its file. */
  readonly html: ReadonlyMap<string, string>;
}

/** Reads the built pages. They are small, and change only with the program: from here on they are served from memory. */
export function readPages({ dashboard, version, base = '' }: BuiltPagesOptions): BuiltPages {
  const folder = dashboard !== undefined && existsSync(dashboard) ? dashboard : undefined;
  const files = folder === undefined ? [] : readdirSync(folder).filter((file) => file.endsWith('.html'));
  const read = files.sort().map((file) => [file, readFileSync(join(folder ?? '', file), 'utf8')] as const);
  const hash = createHash('sha256').update(version);
  // What pages load has its own hash in its name, so the pages' text says it all.
  for (const [, text] of read) hash.update(text);
  const build = hash.digest('hex').slice(0, 12);
  return { build, folder, html: new Map(read.map(([file, text]) => [file, placed(text, { build, base })])) };
}

/** A page that says of which build it is and where its server's addresses begin; what it loads is named from there. */
function placed(text: string, { build, base }: { readonly build: string; readonly base: string }): string {
  const says = `<meta name="matazu-build" content="${build}" /><meta name="matazu-base" content="${base}" />`;
  return text.replaceAll(/(src|href)="\.\//g, `$1="${base}/`).replace('<title>', `${says}<title>`);
}
