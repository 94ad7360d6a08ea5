/** Under which path of a site this page's server stands, as it says itself: `/konzatsu`; empty at its root. */
const base =
  typeof document === 'undefined'
    ? ''
    : (document.querySelector<HTMLMetaElement>('meta[name="matazu-base"]')?.content ?? '');

/** An address of this page's server, of which the path is known: `/api/v1/congestion`. */
export const here = (path: string): string => base + path;
