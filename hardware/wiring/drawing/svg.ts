/** A drawing in steps: primitives and the symbols of JIS C 0617 / IEC 60617 that a panel needs. Units are pixels. */
export const INK = '#1d2733';
export const MUTED = '#8794a3';
export const BUTTON = '#1769aa';
export const LED = '#c2570c';
export const POWER = '#b3261e';
export const GROUND = '#37474f';

export interface Style {
  readonly colour?: string;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 400 | 700;
}

export const text = (x: number, y: number, words: string, style: Style = {}): string => {
  const { colour = INK, size = 15, anchor = 'start', weight = 400 } = style;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}" text-anchor="${anchor}" font-weight="${weight}">${escaped(words)}</text>`;
};
const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A wire through these corners, `x,y x,y`. */
export const wire = (points: string, colour = INK): string =>
  `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>`;
export const joint = (x: number, y: number): string => `<circle cx="${x}" cy="${y}" r="4" fill="${INK}"/>`;
export const box = (
  x: number,
  y: number,
  width: number,
  height: number,
  { fill = '#fff', stroke = INK, dash = '' } = {},
): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}" stroke-width="2"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`;

/** A resistor 60 long, from left to right or from top to bottom, begun at x, y. */
export const resistor = (x: number, y: number, direction: 'right' | 'down'): string =>
  direction === 'right'
    ? `<rect x="${x}" y="${y - 9}" width="60" height="18" fill="#fff" stroke="${INK}" stroke-width="2"/>`
    : `<rect x="${x - 9}" y="${y}" width="18" height="60" fill="#fff" stroke="${INK}" stroke-width="2"/>`;

/** A push button, normally open, 60 from top to bottom. */
export const pushButton = (x: number, y: number): string =>
  `${wire(`${x},${y} ${x},${y + 15}`)}${wire(`${x},${y + 45} ${x},${y + 60}`)}` +
  `<circle cx="${x}" cy="${y + 18}" r="4" fill="#fff" stroke="${INK}" stroke-width="2"/><circle cx="${x}" cy="${y + 42}" r="4" fill="#fff" stroke="${INK}" stroke-width="2"/>` +
  `${wire(`${x + 14},${y + 14} ${x + 14},${y + 46}`)}${wire(`${x + 14},${y + 30} ${x + 30},${y + 30}`)}${wire(`${x + 30},${y + 20} ${x + 30},${y + 40}`)}`;

/** A capacitor, 60 from top to bottom. */
export const capacitor = (x: number, y: number): string =>
  `${wire(`${x},${y} ${x},${y + 25}`)}${wire(`${x - 16},${y + 25} ${x + 16},${y + 25}`)}${wire(`${x - 16},${y + 35} ${x + 16},${y + 35}`)}${wire(`${x},${y + 35} ${x},${y + 60}`)}`;

/** A light-emitting diode, 50 from left (anode) to right (cathode). */
export const diode = (x: number, y: number): string =>
  `<polygon points="${x + 12},${y - 13} ${x + 12},${y + 13} ${x + 38},${y}" fill="#fff" stroke="${INK}" stroke-width="2"/>` +
  `${wire(`${x},${y} ${x + 12},${y}`)}${wire(`${x + 38},${y - 13} ${x + 38},${y + 13}`)}${wire(`${x + 38},${y} ${x + 50},${y}`)}` +
  `${arrow(x + 22, y - 16)}${arrow(x + 32, y - 16)}`;
const arrow = (x: number, y: number): string =>
  `<path d="M${x} ${y} l9 -12 m0 0 l-7 2 m7 -2 l0 7" fill="none" stroke="${INK}" stroke-width="1.6"/>`;

export const ground = (x: number, y: number): string =>
  `${wire(`${x},${y} ${x},${y + 10}`)}${wire(`${x - 14},${y + 10} ${x + 14},${y + 10}`)}${wire(`${x - 9},${y + 16} ${x + 9},${y + 16}`)}${wire(`${x - 4},${y + 22} ${x + 4},${y + 22}`)}`;
/** A supply's flag at the top of a wire. */
export const supply = (x: number, y: number, name: string): string =>
  `${wire(`${x - 14},${y} ${x + 14},${y}`, POWER)}${wire(
    `${x},${y} ${x},${y + 10}`,
    POWER,
  )}${text(x, y - 7, name, { colour: POWER, anchor: 'middle', weight: 700 })}`;

export const page = (
  title: string,
  { width, height }: { readonly width: number; readonly height: number },
  body: readonly string[],
): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans',sans-serif">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${body.join('\n')}
</svg>
`;
