import type { BoardSection } from './board-view.ts';

/** How high the parts of the waiting column are, in its own text size; board.css draws them so. */
const HEAD_LINES = 2;
const SERVICE_LINES = 5.4;
const CLOSING_LINES = 2.4;
const SECTION_LINES = 2;
/** More, where a section's name goes on over a second line; waiting.css allows no third. */
const SECOND_LINE = 1.4;
/** Letters of Japanese that a line of the column holds beside each other; one of English is about half as wide. */
const LINE_LETTERS = 17;
const STATE_LINES = 2;
const LEVEL_LINES = 4;
/** Beyond these lines a page is too small to read from ten metres, and the sections take turns. */
const MOST_LINES = 26;

function sectionLines(section: BoardSection, named: boolean): number {
  const told = section.reception === 'closed' || section.freshness === 'lost';
  const states = Number(told) + Number(section.freshness === 'delayed');
  const services = section.freshness === 'lost' ? [] : section.services;
  const doubts = services.filter(({ estimate }) => estimate?.beforeClosing !== undefined);
  const level = section.level === null ? 0 : LEVEL_LINES;
  return (
    level +
    (named ? nameLines(section) : 0) +
    states * STATE_LINES +
    services.length * SERVICE_LINES +
    doubts.length * CLOSING_LINES
  );
}

const nameLines = ({ name }: BoardSection): number =>
  SECTION_LINES + (name.ja.length + name.en.length / 2 > LINE_LETTERS ? SECOND_LINE : 0);

/** The height that these sections need, as a multiple of the text size. */
export function linesOf(sections: readonly BoardSection[], named: boolean): number {
  return sections.reduce((sum, section) => sum + sectionLines(section, named), HEAD_LINES);
}

/** Sections in pages that can be read; a section that is too long for a page is divided over several. */
export function boardPages(sections: readonly BoardSection[]): BoardSection[][] {
  const named = sections.length > 1;
  const pages: BoardSection[][] = [];
  let page: BoardSection[] = [];
  for (const part of sections.flatMap((section) => divide(section, named))) {
    if (page.length > 0 && linesOf([...page, part], named) > MOST_LINES) {
      pages.push(page);
      page = [];
    }
    page.push(part);
  }
  return page.length > 0 ? [...pages, page] : pages;
}

function divide(section: BoardSection, named: boolean): BoardSection[] {
  const parts: BoardSection[] = [];
  let part: BoardSection = { ...section, services: [] };
  for (const service of section.services) {
    const longer = { ...section, services: [...part.services, service] };
    if (part.services.length > 0 && linesOf([longer], named) > MOST_LINES) {
      parts.push(part);
      part = { ...section, services: [service] };
    } else part = longer;
  }
  return [...parts, part];
}
