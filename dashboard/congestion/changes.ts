import type { CongestionList } from '../../protocol/congestion/views.ts';
import { levelWords } from '../base/words.ts';

/** What a listener should hear of between two lists: offices whose level changed. Counts move too often to be read aloud. */
export function spokenChanges(before: CongestionList | null, after: CongestionList): string {
  if (before === null) return '';
  const levels = new Map(before.offices.map((office) => [`${office.city}/${office.office}`, office.level]));
  return after.offices
    .filter((office) => {
      const level = levels.get(`${office.city}/${office.office}`);
      return level !== undefined && level !== office.level;
    })
    .map((office) => `${office.name.ja}は「${levelWords[office.level].ja}」になりました。`)
    .join(' ');
}
