import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { namedTests, read, target } from './testing/documents.ts';
import { root } from './testing/program.ts';

/** Folders that hold nobody's pages, or other projects' own. */
const FOREIGN = new Set(['node_modules', 'dist', '.git', '.node-red']);
const README_BYTES = 8_000;

const pages = markdownIn('');
const ours = pages.filter((page) => page.startsWith('docs/') || page === 'CONTRIBUTING.md');

function markdownIn(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : markdownIn(`${folder}${entry.name}/`);
    return entry.name.endsWith('.md') ? [`${folder}${entry.name}`] : [];
  });
}

const withoutBlocks = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** The links of a page that lead to files of this repository, pictures too. */
const linksOf = (text: string): string[] =>
  [
    ...withoutBlocks(text)
      .replace(/`[^`\n]+`/g, '')
      .matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g),
  ]
    .map(([, link = '', picture = '']) => link + picture)
    .filter((link) => !/^[a-z]+:/.test(link));

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

/** What a page names in backticks, or gives to vitest, that looks like a path of this repository. Words in capitals (`NAME`) stand for any. */
function pathsOf(text: string): string[] {
  const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const tested = [...text.matchAll(/npx vitest run ([^#`\n&]+)/g)].flatMap(([, words = '']) =>
    words.trim().split(/\s+/),
  );
  return [...named, ...tested].filter(
    (code) =>
      /^(protocol|hardware|edge|hub|dashboard|cli|config|docs|test|\.ci)\/[\w./-]*$/.test(code) &&
      !/\b[A-Z]{3,}\b(?!\.md)/.test(code),
  );
}

describe('what this project says of itself', () => {
  it.each(['README.md', 'README.ja.md'])('%s is read in a few minutes', (page) => {
    expect(Buffer.byteLength(read(page))).toBeLessThanOrEqual(README_BYTES);
  });

  it.each(pages)('in %s every link leads to a file, and to a heading where it names one', (page) => {
    for (const link of linksOf(read(page))) {
      const [file = '', anchor] = link.split('#');
      const path = target(page, file);
      expect(existsSync(root + path), `${page}: ${link}`).toBe(true);
      if (anchor !== undefined && path.endsWith('.md')) expect(anchorsOf(read(path)), link).toContain(anchor);
    }
  });

  it.each(ours)('in %s every path is one of a file or folder', (page) => {
    expect(pathsOf(read(page)).filter((path) => !existsSync(root + path))).toEqual([]);
  });

  it.each(ours)('in %s every test that is named stands in its file', (page) => {
    const missing = namedTests(page, read(page)).filter(
      ({ title, file }) => !existsSync(root + file) || !read(file).includes(title),
    );
    expect(missing).toEqual([]);
  });

  it.each(['protocol', 'hardware', 'edge', 'hub', 'dashboard'])('every room of %s/ stands on the map', (floor) => {
    const map = read('docs/architecture.md');
    const rooms = readdirSync(root + floor, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => `\`${floor}/${name}/\``).filter((room) => !map.includes(room))).toEqual([]);
  });

  it('every file of the estimate has its place in the way of the data', () => {
    const files = readdirSync(`${root}hub/core/wait`).filter((name) => !name.endsWith('.test.ts'));
    const page = read('docs/estimate.md');
    expect(files.filter((name) => !page.includes(`\`hub/core/wait/${name}\``))).toEqual([]);
  });

  it('names npm scripts that exist, and they run programs whose source is here', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const named = pages.flatMap((page) => [...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const programs = Object.values(scripts).flatMap((script) => [...script.matchAll(/dist\/(\S+)\.js/g)]);
    expect(programs.map(([, source = '']) => `${source}.ts`).filter((source) => !existsSync(root + source))).toEqual(
      [],
    );
  });

  it('says how one test is run', () => {
    expect(read('CONTRIBUTING.md')).toContain('npx vitest run FILE');
  });
});
