/** What a browser keeps for this host, or for this tab; null where it keeps nothing. */
export function keptBy(storage: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[storage];
  } catch {
    return null;
  }
}
