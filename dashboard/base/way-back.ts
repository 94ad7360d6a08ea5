/** The pages of a unit: where somebody may come back to after they signed in. */
const OWN_PAGES: readonly string[] = ['/staff', '/people', '/board', '/kiosk'];
const USUAL = '/staff';

/** `/sign-in?to=%2Fstaff%233`: where people sign in, and which page of this unit then comes back. `path` and `hash` as the page's address has them, the path under which its server stands taken away. */
export const signInAddress = (path: string, hash: string): string =>
  `/sign-in?to=${encodeURIComponent(wayBack(`?to=${encodeURIComponent(path + hash)}`))}`;

/** The page that `search` names, with its counter; the staff's where it names none of this unit's own: an address may have been made by anybody. */
export function wayBack(search: string): string {
  const [path = '', counter] = (new URLSearchParams(search).get('to') ?? '').split('#');
  if (!OWN_PAGES.includes(path)) return USUAL;
  return counter !== undefined && /^\d{1,3}$/.test(counter) ? `${path}#${counter}` : path;
}
