import { useEffect, useRef, useState } from 'preact/hooks';
import type { CongestionSummary } from '../../protocol/congestion/summary.ts';
import { clockTime } from '../base/format.ts';
import { usePolled } from '../live/use-polled.ts';
import { Both, StaleBanner } from '../parts/parts.tsx';
import { spokenChanges } from './changes.ts';
import { OfficeCard } from './office-card.tsx';

/** So few offices are shown with all of their sections at once. */
const OPENED_AT_FIRST = 2;
/** A list of more offices changes with nearly each look, and is asked for more seldom: whoever looks may pay for each byte. */
const MANY_OFFICES = 20;
const EVERY_MS = 10_000;
const MANY_EVERY_MS = 30_000;

type Summary = CongestionSummary['offices'][number];
const pathOf = (office: Summary) => `${office.city}/${office.office}`;
const openedByAddress = () => location.hash.slice(1).split(',').filter(Boolean);

export function CongestionPage() {
  const [many, setMany] = useState(false);
  const live = usePolled<CongestionSummary>('/api/v1/congestion?summary', many ? MANY_EVERY_MS : EVERY_MS);
  const [chosen, setChosen] = useState<readonly string[] | null>(() =>
    location.hash === '' ? null : openedByAddress(),
  );
  useEffect(() => {
    const follow = () => setChosen(openedByAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const offices = live.value?.offices ?? [];
  const only = offices.length === 1 ? offices[0] : undefined;
  useEffect(() => setMany(offices.length > MANY_OFFICES), [offices.length]);
  useEffect(() => {
    if (only !== undefined) document.title = `${only.name.ja} 窓口の混雑状況 Waiting now`;
  }, [only?.name.ja]);
  const opened = chosen ?? (offices.length <= OPENED_AT_FIRST ? offices.map(pathOf) : []);
  const toggle = (path: string) => {
    const next = opened.includes(path) ? opened.filter((other) => other !== path) : [...opened, path];
    setChosen(next);
    history.replaceState(null, '', `#${next.join(',')}`);
  };

  return (
    <>
      <header class="masthead">
        <div>
          <h1>
            <Both text={{ ja: '窓口の混雑状況', en: 'How busy the counters are' }} stacked />
          </h1>
          {live.heardAt !== null && live.status === 'live' && (
            <p class="as-of" data-testid="as-of">
              <span class="pulse" aria-hidden="true" />
              {clockTime(live.heardAt)} 現在{' '}
              <span class="en" lang="en">
                as of {clockTime(live.heardAt)}
              </span>
            </p>
          )}
        </div>
      </header>
      <StaleBanner live={live} />
      <main>
        <Announcer list={live.value} opened={opened} />
        {live.value !== null && offices.length === 0 && (
          <p class="empty">
            <Both text={{ ja: '区役所・支所が登録されていません。', en: 'No office is listed yet.' }} />
          </p>
        )}
        <ul class="offices">
          {offices.map((office) => {
            const path = pathOf(office);
            return (
              <OfficeCard
                key={path}
                polled={{ ...live, value: office }}
                open={opened.includes(path)}
                onToggle={() => toggle(path)}
              />
            );
          })}
        </ul>
      </main>
      <footer class="legend">
        <p class="ja">
          目安の時間は、いま番号札を取った場合に呼ばれるまでの予想です。10人中8人ほどがこの範囲に入ります。
        </p>
        <p class="en" lang="en">
          Estimated waits are for a ticket taken now; about 8 in 10 people are called within the range.
        </p>
      </footer>
    </>
  );
}

function Announcer({ list, opened }: { list: CongestionSummary | null; opened: readonly string[] }) {
  const before = useRef<CongestionSummary | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (list === null) return;
    const spoken = spokenChanges(before.current, list, opened);
    before.current = list;
    if (spoken !== '') setWords(spoken);
  }, [list]);
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
