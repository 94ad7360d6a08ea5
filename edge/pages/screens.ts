/** The pages of a unit's own screen, by their address. */
export const SCREENS = {
  '/': 'staff.html',
  '/staff': 'staff.html',
  '/board': 'board.html',
  '/kiosk': 'kiosk.html',
} as const;
