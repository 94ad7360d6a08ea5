import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { clockTime } from '../base/format.ts';
import { levelWords } from '../base/words.ts';
import type { Live } from '../live/live-feed.ts';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { bothWidth, fitSections, widthOf } from './board-fit.ts';
import type { BoardView } from './board-view.ts';
import { Calling, callsShown } from './calling.tsx';
import { useCallChime } from './use-call-chime.ts';
import { useSpotlight } from './use-spotlight.ts';
import { useStandingScreen } from './use-standing-screen.ts';
import { Waiting } from './waiting.tsx';

const NO_CALLS = { ja: 'お呼び出しはありません', en: 'No calls now' };
const NOBODY_YET = { ja: 'まだお呼びしていません', en: 'Nobody called yet' };
const HELD = { ja: '準備中です（もう一度お呼びします）', en: 'Being prepared: you will be called again' };
const ABSENT = {
  ja: 'お呼びしましたが、いらっしゃいませんでした。職員にお声がけください',
  en: 'Called while away: please see our staff',
};
const DENSITY_CLASSES = { full: 'full', short: 'short', shortest: 'short shortest' } as const;
/** Numbers for which an aside has room; the rest is counted. */
const ASIDE_NUMBERS = 6;

export function Board({ board, live }: { board: BoardView; live: Live<unknown> }) {
  const lost = live.status === 'lost';
  const calls = lost ? [] : board.calls;
  const spotlight = useSpotlight(calls);
  const chimeIsRefused = useCallChime(spotlight);
  const columns = useStandingScreen() ? 2 : 1;
  const zone = board.zone === undefined ? {} : { zone: board.zone };
  // Sections that count nobody call nobody.
  const callsAnybody = board.sections.some(({ level }) => level === null);
  const shown = callsShown(spotlight, calls);
  const fit = fitSections(board.sections, columns);
  const asides = [board.held, board.absent].filter((numbers) => numbers.length > 0).length;
  // What board.css shares the screen's height by.
  const room = {
    '--banner': live.status === 'live' ? 0 : 1,
    '--asides': asides,
    '--large': Math.max(1, shown.large.length),
    '--rows': shown.rows,
    '--served': shown.serving.length === 0 ? 0 : 1,
    '--lines': fit.lines,
  };
  return (
    <div class={`board ${DENSITY_CLASSES[fit.density]}`} style={room}>
      <header class="board-head">
        <h1 style={{ '--width': bothWidth(board.title) }}>
          <Both text={board.title} />
        </h1>
        {live.heardAt !== null && live.status === 'live' && (
          <p class="board-clock figure">{clockTime(live.heardAt, board.zone)}</p>
        )}
      </header>
      <StaleBanner live={live} {...zone} />
      <Figures live={live}>
        <main class={callsAnybody ? 'board-main' : 'board-main no-calls'}>
          {callsAnybody && <Calling shown={shown} spotlight={spotlight} nobody={nobodyWords(board, lost)} />}
          <Waiting fit={fit} named={board.sections.length > 1} lost={lost} {...zone} />
        </main>
        {asides > 0 && (
          <aside class="asides" aria-label="お待たせしている番号">
            <Aside numbers={board.held} words={HELD} testid="held" />
            <Aside numbers={board.absent} words={ABSENT} testid="absent" />
          </aside>
        )}
      </Figures>
      {chimeIsRefused && (
        <p class="chime-refused">
          <Both
            text={{
              ja: 'チャイムを鳴らすには、画面を一度押してください',
              en: 'Press the screen once to hear the chime',
            }}
          />
        </p>
      )}
    </div>
  );
}

function nobodyWords({ calls, sections }: BoardView, lost: boolean): LocalText {
  if (lost) return levelWords.unknown;
  return calls.length > 0 || sections.every(({ reception }) => reception === 'closed') ? NO_CALLS : NOBODY_YET;
}

interface AsideProps {
  readonly numbers: readonly string[];
  readonly words: LocalText;
  readonly testid: string;
}

function Aside({ numbers, words, testid }: AsideProps) {
  if (numbers.length === 0) return null;
  const shown = numbers.slice(0, ASIDE_NUMBERS);
  const more = numbers.length - shown.length;
  return (
    <section class="aside" data-testid={testid}>
      <h2>
        <Both text={words} stacked />
      </h2>
      <p class="number" style={{ '--width': widthOf(shown.join('　')) }}>
        {shown.join('　')}
        {more > 0 && (
          <span class="aside-more">
            　ほか{more}{' '}
            <span class="en" lang="en">
              +{more}
            </span>
          </span>
        )}
      </p>
    </section>
  );
}
