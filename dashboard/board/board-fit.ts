import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { closedWords } from '../base/words.ts';
import type { BoardSection } from './board-view.ts';

/** How much is said of a service: all in two lines; its name in both languages and the figures in one; no English name. */
type Density = 'full' | 'short' | 'shortest';

/** How the waiting column is divided so that it can be read. */
export interface WaitingFit {
  readonly density: Density;
  /** The sections of each page; services that don't fit are on the next one. */
  readonly pages: readonly (readonly BoardSection[])[];
  /** The height of the longest page, in the column's own text size. */
  readonly lines: number;
}

/** How high a service is in the column's own text size; waiting.css draws it so. */
const SERVICE_LINES: Readonly<Record<Density, number>> = { full: 5.9, short: 2.7, shortest: 2.05 };
const HEAD_LINES = 1.9;
const CLOSING_LINES = 2.2;
const SECTION_LINES = 1.9;
const STATE_LINES = 3.2;
/** A sentence instead of a word. */
const SENTENCE_LINES = 5;
/** A word has no more letters. */
const WORD_LETTERS = 12;
const LEVEL_LINES = 4;
/** Beyond these lines a page is too small to read from ten metres: beside the calls on a lying screen, below them on a standing one. */
const MOST_LINES = { 1: 27, 2: 15.5 } as const;
const DENSITIES: readonly Density[] = ['full', 'short', 'shortest'];

/** How many ems of a line a text takes at most: a kanji one, a figure or capital four fifths, another Latin letter three. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > '\u02ff' ? 1 : /[A-Z0-9]/.test(letter) ? 0.8 : 0.6), 0);

/** Both languages beside each other, English smaller. */
export const bothWidth = ({ ja, en }: LocalText): number => widthOf(ja) + (en === ja ? 0 : 0.8 * widthOf(en) + 0.5);

/** Sections as pages that can be read, as much said as there is room for. `columns`: services stand beside each other on a standing screen. */
export function fitSections(sections: readonly BoardSection[], columns: 1 | 2): WaitingFit {
  const named = sections.length > 1;
  const most = MOST_LINES[columns];
  const density = DENSITIES.find((each) => linesOf(sections, { named, columns, density: each }) <= most) ?? 'shortest';
  const rule = { named, columns, density };
  const pages = divided(sections, (page) => linesOf(page, rule) <= most);
  return { density, pages, lines: Math.max(HEAD_LINES, ...pages.map((page) => linesOf(page, rule))) };
}

interface Rule {
  readonly named: boolean;
  readonly columns: 1 | 2;
  readonly density: Density;
}

function linesOf(sections: readonly BoardSection[], rule: Rule): number {
  return sections.reduce((sum, section) => sum + sectionLines(section, rule), HEAD_LINES);
}

function sectionLines(section: BoardSection, { named, columns, density }: Rule): number {
  const services = section.freshness === 'lost' ? [] : section.services;
  const doubts = services.filter(({ estimate }) => estimate?.beforeClosing !== undefined);
  return (
    (named ? SECTION_LINES : 0) +
    stateLines(section) +
    (section.level === null ? 0 : LEVEL_LINES) +
    Math.ceil(services.length / columns) * SERVICE_LINES[density] +
    Math.min(doubts.length, Math.ceil(services.length / columns)) * CLOSING_LINES
  );
}

function stateLines(section: BoardSection): number {
  const closed = section.reception === 'closed' ? closedWords(section).ja.length : 0;
  const states = [closed, section.freshness === 'live' ? 0 : WORD_LETTERS].filter((letters) => letters > 0);
  return states.reduce((sum, letters) => sum + (letters > WORD_LETTERS ? SENTENCE_LINES : STATE_LINES), 0);
}

type Fits = (page: readonly BoardSection[]) => boolean;

function divided(sections: readonly BoardSection[], fits: Fits): BoardSection[][] {
  const pages: BoardSection[][] = [];
  let page: BoardSection[] = [];
  for (const part of sections.flatMap((section) => parts(section, fits))) {
    if (page.length > 0 && !fits([...page, part])) {
      pages.push(page);
      page = [];
    }
    page.push(part);
  }
  return page.length > 0 ? [...pages, page] : pages;
}

/** A section that is too long for a page is divided over several. */
function parts(section: BoardSection, fits: Fits): BoardSection[] {
  const done: BoardSection[] = [];
  let part: BoardSection = { ...section, services: [] };
  for (const service of section.services) {
    const longer = { ...section, services: [...part.services, service] };
    if (part.services.length > 0 && !fits([longer])) {
      done.push(part);
      part = { ...section, services: [service] };
    } else part = longer;
  }
  return [...done, part];
}
