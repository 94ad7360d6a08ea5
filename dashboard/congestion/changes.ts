import type { CongestionSummary } from '../../protocol/congestion/summary.ts';
import { levelWords } from '../base/words.ts';

/** What a listener should hear of between two lists: the sections whose level changed, of the offices that they opened. Counts move too often to be read aloud. */
export function spokenChanges(
  before: CongestionSummary | null,
  after: CongestionSummary,
  opened: readonly string[],
): string {
  const levels = new Map(sectionsOf(before).map(({ path, level }) => [path, level]));
  return sectionsOf(after)
    .filter(({ office, path, level }) => opened.includes(office) && (levels.get(path) ?? level) !== level)
    .map(({ name, level }) => `${name}は「${levelWords[level].ja}」になりました。`)
    .join(' ');
}

const sectionsOf = (list: CongestionSummary | null) =>
  (list?.offices ?? []).flatMap(({ city, office, name: { ja }, sections }) =>
    sections.map(({ section, name, level }) => ({
      office: `${city}/${office}`,
      path: `${city}/${office}/${section}`,
      name: `${ja}の${name.ja}`,
      level,
    })),
  );
