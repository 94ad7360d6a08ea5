import type { Outcome } from '../outcome.ts';

/** A promise and what came of it, as it is drawn: the second when it was made, its range and median, and the wait; minutes. */
export type Point = readonly [at: number, service: string, low: number, median: number, high: number, actual: number];

const SECOND = 1_000;

export function pointOf({ at, service, estimate, actualMinutes }: Outcome): Point {
  const { lowMinutes, medianMinutes, highMinutes } = estimate;
  const rounded = (minutes: number): number => tenths(minutes) / 10;
  return [
    at - (at % SECOND),
    service,
    rounded(lowMinutes),
    rounded(medianMinutes),
    rounded(highMinutes),
    rounded(actualMinutes),
  ];
}

const tenths = (minutes: number): number => Math.round(10 * minutes);

/**
 * Points as text: whole numbers with commas, six a point. Seconds since the point before, which of the services, and tenths of
 * minutes. The services and the first point's second come first, as in `shomei,ido;1767571800;0,0,12,31,52,40,…`.
 */
export function writePoints(points: readonly Point[]): string {
  const services = [...new Set(points.map(([, service]) => service))];
  let before = points[0]?.[0] ?? 0;
  const head = `${services.map(encodeURIComponent).join()};${before / SECOND}`;
  const numbers = points.map(([at, service, low, median, high, actual]) => {
    const since = (at - before) / SECOND;
    before = at;
    return [since, services.indexOf(service), tenths(low), tenths(median), tenths(high), tenths(actual)].join();
  });
  return `${head};${numbers.join()}`;
}

export function readPoints(text: string): Point[] {
  const [names = '', first = '0', numbers = ''] = text.split(';');
  const services = names.split(',').map(decodeURIComponent);
  const points: Point[] = [];
  let at = Number(first) * SECOND;
  const all = numbers === '' ? [] : numbers.split(',').map(Number);
  for (let i = 0; i < all.length; i += 6) {
    const [since = 0, service = 0, low = 0, median = 0, high = 0, actual = 0] = all.slice(i, i + 6);
    at += since * SECOND;
    points.push([at, services[service] ?? '', low / 10, median / 10, high / 10, actual / 10]);
  }
  return points;
}
