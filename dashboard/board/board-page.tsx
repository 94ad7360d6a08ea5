import { useEffect, useState } from 'preact/hooks';
import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { BoardView } from '../../protocol/wire/board-view.ts';
import { isUnknownHere, type LiveOrProblem, useLive } from '../live/use-live.ts';
import { PairScreen } from '../parts/pair-screen.tsx';
import { Board } from './board.tsx';
import { boardOfLead, boardOfOffice } from './board-view.ts';
import { BoardChoice, OfficeChoice } from './choice.tsx';
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
  if (isNothingThere(live)) return <OfficeChoice missing={office} />;
  if (live.value === null) return <NotYet live={live} />;
  const board = boardOfOffice(live.value, section);
  if (board.sections.length === 0) return <BoardChoice offices={[live.value]} missing={section} />;
  return <Board board={board} live={live} />;
}

function LeadOrList() {
  const [isLead, setLead] = useState(true);
  const live = useLive<BoardView>({
    stream: isLead ? '/api/v1/stream?view=board' : null,
    event: 'section',
    snapshot: '/api/v1/section?view=board',
    timeOf: (view) => view.observedAt,
  });
  // Only a lead has a section of its own; a hub answers 404, or 400 as one of 0.1.0, and need not be asked again. Whoever was asked too much is.
  const refused = live.value === null && isNothingThere(live);
  useEffect(() => {
    if (refused) setLead(false);
  }, [refused]);
  if (!isLead || refused) return <OfficeChoice missing={null} />;
  if (isUnknownHere(live)) return <PairScreen />;
  if (live.value === null) return <NotYet live={live} />;
  return <Board board={boardOfLead(live.value)} live={live} />;
}

/** 400: nothing can have such a name. */
const isNothingThere = ({ problem }: LiveOrProblem<unknown>): boolean =>
  problem !== null && (problem.status === 404 || problem.status === 400);
