import { here } from '../base/address.ts';
import { newKey } from './api.ts';
import { keptBy } from './kept.ts';
import type { Source } from './live-feed.ts';
import { StreamPlaces } from './stream-places.ts';

const places = new StreamPlaces({ storage: keptBy('localStorage'), now: Date.now });
const SAYS_SO_EVERY_MS = 3_000;

/** A stream that counts as one of this browser's; null where they have no place for it. Told later that it has none, it fails. */
export function openSource(url: string): Source | null {
  const id = newKey();
  if (!places.take(id)) return null;
  const source = new EventSource(here(url));
  let failed = () => {};
  const saying = setInterval(() => {
    if (!places.take(id)) failed();
  }, SAYS_SO_EVERY_MS);
  return {
    listen: (event, handler) => source.addEventListener(event, ({ data }) => handler(String(data))),
    onError: (handler) => {
      failed = handler;
      source.addEventListener('error', handler);
    },
    close: () => {
      clearInterval(saying);
      places.leave(id);
      source.close();
    },
  };
}
