/** The pages of a unit's own screen, by their address. */
export const SCREENS = {
  '/': 'staff.html',
  '/staff': 'staff.html',
  '/board': 'board.html',
  '/kiosk': 'kiosk.html',
  '/sign-in': 'sign-in.html',
  '/people': 'people.html',
} as const;

/** Where a page that tells of an error leads back to. */
export const WAYS = [
  { path: '/board', name: { ja: '表示盤', en: 'Board' } },
  { path: '/kiosk', name: { ja: '発券機', en: 'Take a number' } },
  { path: '/staff', name: { ja: '職員の画面', en: 'For staff' } },
] as const;
