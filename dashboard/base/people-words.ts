import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Me } from '../../protocol/wire/people.ts';

/** What somebody or something is that is at a page. */
export const roleWords: Readonly<Record<NonNullable<Me['role']>, LocalText>> = {
  staff: { ja: '職員', en: 'Staff' },
  supervisor: { ja: '責任者', en: 'Supervisor' },
  kiosk: { ja: '発券機', en: 'Kiosk' },
  board: { ja: '表示盤', en: 'Board' },
};
