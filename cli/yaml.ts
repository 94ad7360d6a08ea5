import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { inUsualSigns } from '../protocol/ground/usual-signs.ts';

export type Path = readonly PropertyKey[];

/** A stretch of a text, from one place of it up to another. */
export interface Written {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A text that is YAML. */
export interface Yaml {
  readonly text: string;
  /** What it says, its texts in usual signs (`inUsualSigns`). */
  readonly value: unknown;
  /** Where a text is read in other signs than it is written in, each for a person. */
  readonly changes: readonly string[];
  /** What is at this path, for a person: `services[0].letter (line 12)`. */
  where(path: Path): string;
  /** The key at this path and the plain value that it holds. */
  written(path: Path): Written | undefined;
}

export interface NoYaml {
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

export function readYaml(text: string): Yaml | NoYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (place: number): number => lines.linePos(place).line;
  if (document.errors.length > 0)
    return {
      errors: document.errors.map(({ message, pos }) => ({
        line: lineAt(pos[0]),
        message: message.split('\n')[0] ?? '',
      })),
    };
  const changes = useUsualSigns(document, lineAt);
  return {
    text,
    value: document.toJS() ?? {},
    changes,
    where: (path) => where(path, document, lineAt),
    written: (path) => written(path, document, text),
  };
}

/** Changes the document's texts; gives a line a change. */
function useUsualSigns(document: Document, lineAt: (place: number) => number): string[] {
  const changes: string[] = [];
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value !== 'string') return;
      const usual = inUsualSigns(scalar.value);
      if (usual === scalar.value) return;
      changes.push(`line ${lineAt(scalar.range?.[0] ?? 0)}: read as ${usual}: ${differences(scalar.value)}`);
      scalar.value = usual;
    },
  });
  return changes;
}

/** `⺠ (U+2EA0) as 民`, of each sign of a text, with its marks, that is not the usual one. */
function differences(text: string): string {
  const signs = new Set(Array.from(new Intl.Segmenter('ja').segment(text), ({ segment }) => segment));
  return [...signs]
    .filter((sign) => inUsualSigns(sign) !== sign)
    .map((sign) => `${sign} (${codes(sign)}) as ${inUsualSigns(sign)} (${codes(inUsualSigns(sign))})`)
    .join(', ');
}

const codes = (text: string): string =>
  Array.from(text, (sign) => `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`).join(' ');

function where(path: Path, document: Document, lineAt: (place: number) => number): string {
  const name = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  for (let depth = path.length; depth > 0; depth--) {
    const node = nodeAt(document, path.slice(0, depth));
    if (node?.range) return `${name || '(the whole)'} (line ${lineAt(node.range[0])})`;
  }
  return name || '(the whole)';
}

function written(path: Path, document: Document, text: string): Written | undefined {
  const value = nodeAt(document, path);
  const holder = nodeAt(document, path.slice(0, -1));
  const key = isMap<Node>(holder)
    ? holder.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))?.key
    : undefined;
  const ranges = [key, isScalar(value) ? value : undefined].flatMap((node) => (node?.range ? [node.range] : []));
  const [from, to] = [ranges[0]?.[0], ranges.at(-1)?.[1]];
  return from === undefined || to === undefined ? undefined : { from, to, text: text.slice(from, to) };
}

function nodeAt(document: Document, path: Path): Node | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path.map(String), true);
  return isNode(node) ? node : undefined;
}
