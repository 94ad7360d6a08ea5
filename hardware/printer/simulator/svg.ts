import type { DotsMark, Mark, TextMark } from './marks.ts';
import type { Piece } from './roll.ts';

/** White edge of the paper beside what the head reaches: 4 mm on each side of 80 mm paper. */
const EDGE_DOTS = 32;
const FONTS = "'Noto Sans Mono CJK JP','Noto Sans CJK JP','IPAGothic','Hiragino Sans','Yu Gothic',monospace";

/** A piece of paper as a picture, one unit a dot (an eighth of a millimetre). Text stays text. */
export function pieceSvg(piece: Piece): string {
  const width = piece.widthDots + EDGE_DOTS * 2;
  const height = piece.heightDots + EDGE_DOTS;
  const marks = runs(piece.marks).map((run) => ('dots' in run ? dots(run.dots) : text(run.text)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#fffefa"/>`,
    `<g transform="translate(${EDGE_DOTS} ${EDGE_DOTS})" fill="#1b1b1b" font-family="${FONTS}" font-size="24">`,
    ...marks,
    '</g></svg>',
  ].join('\n');
}

type Run = { readonly text: readonly [TextMark, ...TextMark[]] } | { readonly dots: DotsMark };

/** Neighbours of one look become one run, so that a picture's text can be found and copied. */
function runs(marks: readonly Mark[]): Run[] {
  const found: Run[] = [];
  let open: [TextMark, ...TextMark[]] | null = null;
  for (const mark of marks) {
    if (mark.kind === 'dots') {
      open = null;
      found.push({ dots: mark });
    } else if (open && alike(open[0], mark)) open.push(mark);
    else {
      open = [mark];
      found.push({ text: open });
    }
  }
  return found;
}

const alike = (a: TextMark, b: TextMark): boolean =>
  a.y === b.y &&
  a.heightDots === b.heightDots &&
  scaleX(a) === scaleX(b) &&
  a.bold === b.bold &&
  a.inverted === b.inverted &&
  a.underlined === b.underlined;

/** Half-width characters are 12 dots wide, the others 24. */
const halves = (mark: TextMark): number => (/[\x20-\x7e\xa1-\xff\uff61-\uff9f]/.test(mark.character) ? 1 : 2);
const scaleX = (mark: TextMark): number => mark.widthDots / (12 * halves(mark));

function text(marks: readonly [TextMark, ...TextMark[]]): string {
  const [first] = marks;
  const last = marks.at(-1) ?? first;
  const sx = scaleX(first);
  const sy = first.heightDots / 24;
  const places = marks.map((mark) => (mark.x - first.x) / sx).join(' ');
  const widthDots = (last.x + last.widthDots - first.x) / sx;
  const said = escapeXml(marks.map((mark) => mark.character).join(''));
  return [
    `<g transform="translate(${first.x} ${first.y}) scale(${sx} ${sy})"${first.bold ? ' font-weight="700"' : ''}>`,
    first.inverted ? `<rect width="${widthDots}" height="24"/>` : '',
    first.underlined ? `<rect y="22" width="${widthDots}" height="2"/>` : '',
    `<text y="20.5" x="${places}" xml:space="preserve"${first.inverted ? ' fill="#fffefa"' : ''}>${said}</text></g>`,
  ].join('');
}

function dots({ x, y, rows, cellDots }: DotsMark): string {
  const path: string[] = [];
  rows.forEach((row, rowIndex) => {
    for (let from = 0; from < row.length; from += 1) {
      if (!row[from]) continue;
      let to = from;
      while (row[to]) to += 1;
      path.push(`M${from} ${rowIndex}h${to - from}v1h${from - to}z`);
      from = to;
    }
  });
  return `<path transform="translate(${x} ${y}) scale(${cellDots})" shape-rendering="crispEdges" d="${path.join('')}"/>`;
}

const escapeXml = (said: string): string => said.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
