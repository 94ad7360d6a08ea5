import { useEffect, useState } from 'preact/hooks';
import { here } from '../base/address.ts';

/** What the page shows: `?section=city/office/section`, and `&day=YYYY-MM-DD` where it isn't the latest. */
export interface Place {
  readonly section: string | null;
  readonly day: string | null;
}

function placeIn(search: string): Place {
  const query = new URLSearchParams(search);
  const day = query.get('day');
  // An address may have been typed.
  const isDay = day !== null && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  return { section: query.get('section') || null, day: isDay ? day : null };
}

export function addressOf({ section, day }: Place): string {
  if (section === null) return here('/accuracy');
  return here(`/accuracy?section=${section}${day === null ? '' : `&day=${day}`}`);
}

/** The place in the address bar. Going to another is a step that the browser's back button undoes. */
export function useAddress(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(() => placeIn(location.search));
  useEffect(() => {
    const follow = () => setPlace(placeIn(location.search));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  return [
    place,
    (next) => {
      history.pushState(null, '', addressOf(next));
      setPlace(next);
    },
  ];
}
