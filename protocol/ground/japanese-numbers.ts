const ONES = ['', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'] as const;

/** Where a figure and its place melt into one another. */
const MELTED: Readonly<Record<string, string>> = {
  いちじゅう: 'じゅう',
  いちひゃく: 'ひゃく',
  さんひゃく: 'さんびゃく',
  ろくひゃく: 'ろっぴゃく',
  はちひゃく: 'はっぴゃく',
  いちせん: 'せん',
  さんせん: 'さんぜん',
  はちせん: 'はっせん',
};

/** A whole number from 0 to 9999 as it is read aloud before 番, in kana. */
export function inKana(number: number): string {
  if (number === 0) return 'ゼロ';
  return (['せん', 'ひゃく', 'じゅう', ''] as const)
    .map((place, i) => {
      const figure = ONES[Math.floor(number / 10 ** (3 - i)) % 10] ?? '';
      const read = figure === '' ? '' : figure + place;
      return MELTED[read] ?? read;
    })
    .join('');
}
