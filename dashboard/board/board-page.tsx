import { useEffect, useState } from 'preact/hooks';
import type { CongestionList, OfficeView } from '../../protocol/congestion/views.ts';
import type { BoardView } from '../../protocol/wire/board-view.ts';
import { here } from '../base/address.ts';
import { getJson, type Problem } from '../live/api.ts';
import { useLive } from '../live/use-live.ts';
import { Both } from '../parts/parts.tsx';
import { Board } from './board.tsx';
import { boardOfLead, boardOfOffice } from './board-view.ts';
import { NotYet } from './not-yet.tsx';

/** `?office=kyoto/ukyo` (and `&section=shimin`): the hub's view of an office. Without it: a lead's own section, or the hub's list. */
export function BoardPage() {
  const query = new URLSearchParams(location.search);
  const office = query.get('office');
  return office === null ? <LeadOrList /> : <OfficeBoard office={office} section={query.get('section')} />;
}

function OfficeBoard({ office, section }: { office: string; section: string | null }) {
  const live = useLive<OfficeView>({
    stream: `/api/v1/stream?office=${office}`,
    event: 'congestion',
    snapshot: `/api/v1/congestion/${office}`,
    timeOf: (view) => view.observedAt,
  });
  if (live.problem?.status === 404) return <OfficeList problem={live.problem} />;
  if (live.value === null) return <NotYet live={live} />;
  return <Board live={{ ...live, value: boardOfOffice(live.value, section) }} />;
}

function LeadOrList() {
  const [isLead, setLead] = useState(true);
  const live = useLive<BoardView>({
    stream: isLead ? '/api/v1/stream?view=board' : null,
    event: 'section',
    snapshot: '/api/v1/section?view=board',
    timeOf: (view) => view.observedAt,
  });
  // Only a lead has a section of its own; a hub answers 400 or 404, and need not be asked again.
  const refused =
    live.value === null && live.problem !== null && live.problem.status >= 400 && live.problem.status < 500;
  useEffect(() => {
    if (refused) setLead(false);
  }, [refused]);
  if (!isLead || refused) return <OfficeList problem={null} />;
  if (live.value === null) return <NotYet live={live} />;
  return <Board live={{ ...live, value: boardOfLead(live.value) }} />;
}

function OfficeList({ problem }: { problem: Problem | null }) {
  const [list, setList] = useState<CongestionList | null>(null);
  const [failed, setFailed] = useState<Problem | null>(null);
  useEffect(() => {
    getJson<CongestionList>('/api/v1/congestion').then((answer) =>
      answer.ok ? setList(answer.value) : setFailed(answer.problem),
    );
  }, []);
  return (
    <main class="choose">
      <h1>
        <Both text={{ ja: 'どこの表示盤にしますか', en: 'Which board is this?' }} stacked />
      </h1>
      {problem !== null && (
        <p class="banner bad" role="alert">
          <Both text={{ ja: 'その区役所は登録されていません。', en: 'No such office is listed.' }} />
        </p>
      )}
      {failed !== null && (
        <p class="banner bad" role="alert">
          <Both text={failed} />
        </p>
      )}
      <ul>
        {list?.offices.map((office) => (
          <li key={`${office.city}/${office.office}`}>
            <a href={here(`/board?office=${office.city}/${office.office}`)}>
              <Both text={office.name} />
            </a>
            <ul class="choose-sections">
              {office.sections.map((section) => (
                <li key={section.section}>
                  <a href={here(`/board?office=${office.city}/${office.office}&section=${section.section}`)}>
                    <Both text={section.name} />
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </main>
  );
}
