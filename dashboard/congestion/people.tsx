/** A waiting count; null is "not known", never nought. */
export function People({ count }: { count: number | null }) {
  return (
    <span class="people" data-testid="waiting" data-waiting={count ?? 'unknown'}>
      <span class="ja">
        待ち <b class="figure">{count ?? '—'}</b>人
      </span>{' '}
      <span class="en" lang="en">
        waiting
      </span>
    </span>
  );
}
