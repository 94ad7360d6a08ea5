import { useEffect, useRef, useState } from 'preact/hooks';
import type { CongestionList, OfficeView } from '../../protocol/congestion/views.ts';
import { clockTime } from '../base/format.ts';
import { usePolled } from '../live/use-polled.ts';
import { Both, StaleBanner } from '../parts/parts.tsx';
import { spokenChanges } from './changes.ts';
import { OfficeCard } from './office-card.tsx';

/** A browser opens six connections to a host, over all its tabs; the list is polled, and this many open offices are streamed. */
const STREAMED_OFFICES = 2;

const pathOf = (office: OfficeView) => `${office.city}/${office.office}`;
const openedByAddress = () => location.hash.slice(1).split(',').filter(Boolean);

export function CongestionPage() {
  const live = usePolled<CongestionList>('/api/v1/congestion');
  const [chosen, setChosen] = useState<readonly string[] | null>(() =>
    location.hash === '' ? null : openedByAddress(),
  );
  useEffect(() => {
    const follow = () => setChosen(openedByAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const offices = live.value?.offices ?? [];
  const opened = chosen ?? (offices.length <= STREAMED_OFFICES ? offices.map(pathOf) : []);
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
        <Announcer list={live.value} />
        {live.value !== null && offices.length === 0 && (
          <p class="empty">
            <Both text={{ ja: '区役所・支所が登録されていません。', en: 'No office is listed yet.' }} />
          </p>
        )}
        <ul class="offices">
          {offices.map((office) => {
            const path = pathOf(office);
            const place = opened.indexOf(path);
            return (
              <OfficeCard
                key={path}
                polled={{ ...live, value: office }}
                streamed={place >= 0 && place < STREAMED_OFFICES}
                open={place >= 0}
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

function Announcer({ list }: { list: CongestionList | null }) {
  const before = useRef<CongestionList | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (list === null) return;
    const spoken = spokenChanges(before.current, list);
    before.current = list;
    if (spoken !== '') setWords(spoken);
  }, [list]);
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
