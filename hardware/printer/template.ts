import { columnsOf, oneLine } from './characters.ts';
import { WORDS, type Word, type Words } from './ticket-words.ts';

/**
 * A ticket's layout: receiptline with placeholders. `{number}` and its like (ticket-words.ts) stand in the text; `{qr}`,
 * `{logo}` and `{gap 20}` (a little room, in dots) stand in a line alone. A line is left out where none of its placeholders
 * has anything to say, or where what `{?waiting}` before it names has not; the gaps below it go with it, and of two rules
 * without anything between them one is left. A line of `=` cuts: what follows is another paper of the same ticket, the
 * office's copy. Of receiptline's own properties the layout ones may be used.
 */
export interface Template {
  readonly lines: readonly TemplateLine[];
}

type Piece = { readonly literal: string } | { readonly word: Word };
type Condition = Word | 'qr';

type Shape =
  | { readonly shape: 'text'; readonly pieces: readonly Piece[]; readonly isPlain: boolean }
  | { readonly shape: 'rule' | 'cut' }
  | { readonly shape: 'comment' }
  | { readonly shape: 'property'; readonly text: string }
  | { readonly shape: 'gap'; readonly dots: number }
  | { readonly shape: 'qr' | 'logo' };

type TemplateLine = Shape & { readonly condition: Condition | null };

/** What is wrong with a template, a line each; English, as the other faults of a configuration. */
export type TemplateFault = string;

const NAMES = [...Object.keys(WORDS), 'qr', 'logo', 'gap N'];
/** receiptline's properties that lay out; the others would send bytes of their own, or need what is not checked here. */
const PROPERTIES = /^(a|align|w|width|t|text|b|border)$/;

const isWord = (name: string): name is Word => Object.hasOwn(WORDS, name);

/** Reads a template. What it cannot use is in `faults`, and left out of the lines. Pure. */
export function readTemplate(text: string): { readonly template: Template; readonly faults: readonly TemplateFault[] } {
  const faults: TemplateFault[] = [];
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)
    .flatMap((line, index) => {
      const read = readLine(line);
      if (typeof read === 'string') faults.push(`line ${index + 1}: ${read}`);
      return typeof read === 'string' ? [] : [read];
    });
  // A last line feed ends the last line and begins no other.
  if (/(\n|\r)$/.test(text)) lines.pop();
  const [first = [], ...copies] = papersOf(lines);
  if (!says(first, 'number')) faults.push('{number} is missing: a ticket without its number cannot be called');
  if (!says(first, 'reprint')) faults.push('{reprint} is missing: a second paper for the same number must say so');
  for (const [index, copy] of copies.entries())
    if (!says(copy, 'number'))
      faults.push(
        `paper ${index + 2}, below a line of =, lacks {number}: nobody could tell whose it is (the end is cut without such a line)`,
      );
  return { template: { lines: [first, ...copies.flatMap((copy) => [CUT, ...marked(copy)])].flat() }, faults };
}

const CUT: TemplateLine = { shape: 'cut', condition: null };
const GAP: TemplateLine = { shape: 'gap', dots: 16, condition: null };
const MARK: TemplateLine = {
  shape: 'text',
  pieces: [{ literal: '^^^`  ' }, { word: 'reprint' }, { literal: '  `' }],
  isPlain: false,
  condition: null,
};

/** A template's lines, paper by paper. */
function papersOf(lines: readonly TemplateLine[]): TemplateLine[][] {
  const papers: TemplateLine[][] = [[]];
  for (const line of lines) {
    if (line.shape === 'cut') papers.push([]);
    else papers.at(-1)?.push(line);
  }
  return papers;
}

const says = (paper: readonly TemplateLine[], word: Word): boolean =>
  paper.some((line) => line.shape === 'text' && line.pieces.some((piece) => 'word' in piece && piece.word === word));

/** A copy comes out again with a reprint of its ticket; one that has no place to say so says it at its head. */
const marked = (copy: readonly TemplateLine[]): readonly TemplateLine[] =>
  says(copy, 'reprint') ? copy : [MARK, GAP, ...copy];

export const showsLogo = ({ lines }: Template): boolean => lines.some(({ shape }) => shape === 'logo');

function readLine(line: string): TemplateLine | string {
  if (/^\s*\{(_|comment):[^{}]*\}\s*$/.test(line)) return { shape: 'comment', condition: null };
  const [, asked = null, rest = line] = /^\s*\{\?([^{}]*)\}(.*)$/.exec(line) ?? [];
  if (asked !== null && !isWord(asked) && asked !== 'qr') return unknown(`?${asked}`);
  const condition = asked;
  const element = rest.trim();
  if (element === '{qr}') return { shape: 'qr', condition };
  if (element === '{logo}') return { shape: 'logo', condition };
  const gap = /^\{gap (\d{1,3})\}$/.exec(element);
  if (gap) {
    const dots = Number(gap[1]);
    return dots > 255 ? 'a gap is 0 to 255 dots (eighths of a millimetre)' : { shape: 'gap', dots, condition };
  }
  if (/^-+$/.test(element)) return { shape: 'rule', condition };
  if (/^=+$/.test(element))
    return condition === null ? CUT : 'every ticket has as many papers: a line of = stands without a condition';
  const pieces = readPieces(rest);
  if (typeof pieces === 'string') return pieces;
  if (/^\{[^{}]*\}$/.test(element) && pieces.every((piece) => 'literal' in piece))
    return { shape: 'property', text: element, condition };
  const literals = pieces.map((piece) => ('literal' in piece ? piece.literal : '')).join('');
  return { shape: 'text', pieces, isPlain: !/[\^"_`|{~\\]/.test(literals), condition };
}

/** Text apart from its placeholders; receiptline's escapes and properties stay in the text. */
function readPieces(line: string): Piece[] | string {
  const pieces: Piece[] = [];
  for (const [part, inBraces] of [...line.matchAll(/\\.|\{([^{}]*)\}|[^\\{}]+|[\\{}]/g)].map(
    ([whole, braces]) => [whole, braces] as const,
  )) {
    if (inBraces !== undefined && isWord(inBraces)) pieces.push({ word: inBraces });
    else if (inBraces !== undefined) {
      const why = propertyFault(inBraces);
      if (why !== null) return why;
      pieces.push({ literal: part });
    } else if (part === '{' || part === '}') return `a ${part} stands alone; write \\${part} to print one`;
    else pieces.push({ literal: part });
  }
  return pieces;
}

function propertyFault(inBraces: string): string | null {
  if (['qr', 'logo'].includes(inBraces) || inBraces.startsWith('gap ')) return `{${inBraces}} stands in a line alone`;
  const keys = inBraces.split(';').map((member) => /^\s*([A-Za-z_]\w*)\s*:/.exec(member)?.[1]);
  if (keys.some((key) => key === undefined)) return unknown(inBraces);
  const [other] = keys.filter((key) => key !== undefined && !PROPERTIES.test(key));
  if (other !== undefined)
    return `the property ${other} can't be used here; a QR code is {qr}, a picture {logo}, a gap {gap 20}`;
  return /(^|;)\s*(b|border)\s*:\s*line/.test(inBraces) ? 'border: line can not be printed; use space or none' : null;
}

const unknown = (name: string): string => `nobody knows {${name}}; there are: ${NAMES.join(', ')}`;

export interface Filling {
  readonly words: Words;
  /** receiptline for the code and the picture; null where there is none. */
  readonly qr: string | null;
  readonly logo: string | null;
  readonly columns: number;
}

/** The template with a ticket's words in it, as receiptline. What the words say is only ever text. Pure. */
export function fillTemplate({ lines }: Template, filling: Filling): string {
  const filled: string[] = [];
  let ruled = false;
  let leftOut = false;
  for (const line of lines) {
    const wanted = line.condition === null || (line.condition === 'qr' ? filling.qr : filling.words[line.condition]);
    const said: string[] = wanted === null ? [] : sayLine(line, filling, { ruled, leftOut });
    if (!['gap', 'property', 'comment'].includes(line.shape)) {
      leftOut = said.length === 0;
      if (!leftOut) ruled = line.shape === 'rule';
    }
    filled.push(...said);
  }
  return filled.join('\n');
}

function sayLine(line: TemplateLine, filling: Filling, above: { ruled: boolean; leftOut: boolean }): string[] {
  switch (line.shape) {
    case 'comment':
      return [];
    case 'property':
      return [line.text];
    case 'rule':
      return above.ruled ? [] : ['-'];
    case 'cut':
      return ['='];
    case 'gap':
      // ESC J.
      return above.leftOut ? [] : [`{x:\\x1b\\x4a\\x${line.dots.toString(16).padStart(2, '0')}}`];
    case 'qr':
    case 'logo': {
      const picture = filling[line.shape];
      return picture === null ? [] : [picture];
    }
    case 'text': {
      const words = line.pieces.map((piece) => ('word' in piece ? filling.words[piece.word] : piece.literal));
      const placeholders = line.pieces.filter((piece) => 'word' in piece);
      if (placeholders.length > 0 && placeholders.every((piece) => filling.words[piece.word] === null)) return [];
      const text = line.pieces
        .map((piece, index) => ('word' in piece ? asItStands(tidy(words[index] ?? '')) : piece.literal))
        .join('');
      return (line.isPlain ? wrapWords(text.trim(), filling.columns) : [text]).map(noRule);
    }
  }
}

const tidy = (text: string): string => oneLine(text).replace(/ +/g, ' ').trim();

/** receiptline's own characters taken as they stand. */
const asItStands = (text: string): string => text.replace(/[\\{|}~_"`^]/g, '\\$&');

/** A line of nothing but - or = is a rule or a cut to receiptline; here it came out of words. */
const noRule = (line: string): string =>
  line.replace(
    /^(\s*)([-=])(?=[-=]*\s*$)/,
    (_, room: string, character: string) => `${room}\\x${character.charCodeAt(0).toString(16)}`,
  );

/** Text in lines of at most `width` columns, broken between words where it can be. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && shownColumns(last) + 1 + shownColumns(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.trim());
}

const shownColumns = (escaped: string): number => columnsOf(escaped.replace(/\\(.)/g, '$1'));
