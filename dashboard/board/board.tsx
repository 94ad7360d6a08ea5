import { useEffect, useRef, useState } from 'preact/hooks';
import { boardWords } from '../../protocol/queue/announcement.ts';
import { clockTime } from '../base/format.ts';
import { levelWords } from '../base/words.ts';
import type { LiveOrProblem } from '../live/use-live.ts';
import { playChime } from '../parts/chime.ts';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { type BoardCall, type BoardView, callKey } from './board-view.ts';
import { Waiting } from './waiting.tsx';

const NO_CALLS = { ja: 'お呼び出しはありません', en: 'No calls now' };
const NOBODY_YET = { ja: 'まだお呼びしていません', en: 'Nobody called yet' };
const CALLS_SHOWN = 6;
/** How long a new call stays marked as new. */
const NEW_FOR_MS = 12_000;

export function Board({ live }: { live: LiveOrProblem<BoardView> }) {
  const { value: board } = live;
  const lost = live.status === 'lost';
  // Sections that count nobody call nobody.
  const calls = board?.sections.some(({ level }) => level === null) ?? true;
  const closed = board?.sections.every(({ reception }) => reception === 'closed') ?? false;
  const [newest, ...earlier] = lost ? [] : (board?.calls ?? []);
  const fresh = useNewCall(newest ?? null, board !== null);
  const [chime, setChime] = useChime(fresh);

  return (
    <div class="board">
      <header class="board-head">
        <h1>{board !== null && <Both text={board.title} />}</h1>
        {live.heardAt !== null && live.status === 'live' && (
          <p class="board-clock figure">{clockTime(live.heardAt, board?.zone)}</p>
        )}
      </header>
      <StaleBanner live={live} {...(board?.zone === undefined ? {} : { zone: board.zone })} />
      {board !== null && (
        <Figures live={live}>
          <main class={calls ? 'board-main' : 'board-main no-calls'}>
            <section class="calling" hidden={!calls}>
              <h2>
                <Both text={{ ja: 'お呼び出し中', en: 'Now calling' }} />
              </h2>
              <div class="newest-live" aria-live="polite">
                {newest === undefined ? (
                  <p class="nobody">
                    <Both text={lost ? levelWords.unknown : closed ? NO_CALLS : NOBODY_YET} stacked />
                  </p>
                ) : (
                  <NewestCall call={newest} isNew={fresh === callKey(newest)} />
                )}
              </div>
              <ol class="earlier">
                {earlier.slice(0, CALLS_SHOWN).map((call) => (
                  <li key={callKey(call)} class="earlier-call">
                    <b class="number earlier-number">{call.number}</b>
                    <span>
                      <b class="figure earlier-counter">{call.counter}</b>番<span class="visually-hidden">窓口</span>
                    </span>
                    {call.section !== null && <span class="earlier-section">{call.section.ja}</span>}
                  </li>
                ))}
              </ol>
            </section>
            <Waiting
              sections={board.sections}
              lost={lost}
              {...(board.zone === undefined ? {} : { zone: board.zone })}
            />
          </main>
          <div class="asides">
            <Aside
              numbers={board.held}
              words={{ ja: '準備中です（もう一度お呼びします）', en: 'Being prepared: you will be called again' }}
              testid="held"
            />
            <Aside
              numbers={board.absent}
              words={{
                ja: 'お呼びしましたが、いらっしゃいませんでした。職員にお声がけください',
                en: 'Called while away: please see our staff',
              }}
              testid="absent"
            />
          </div>
        </Figures>
      )}
      <button type="button" class="chime" aria-pressed={chime} onClick={() => setChime(!chime)}>
        <Both text={chime ? { ja: 'チャイム 入', en: 'Chime on' } : { ja: 'チャイム 切', en: 'Chime off' }} />
      </button>
    </div>
  );
}

function NewestCall({ call, isNew }: { call: BoardCall; isNew: boolean }) {
  return (
    <div
      class={`newest${isNew ? ' new' : ''}`}
      key={callKey(call)}
      style={{ '--length': Math.max(4, call.number.length) }}
      data-testid="newest-call"
    >
      {call.section !== null && (
        <p class="newest-section">
          <Both text={call.section} />
        </p>
      )}
      <p class="newest-number number" data-testid="called-number" aria-hidden="true">
        {call.number}
      </p>
      <p class="newest-counter" aria-hidden="true">
        <b class="figure" data-testid="called-counter">
          {call.counter}
        </b>
        <span class="ja">番窓口へ</span>
        <span class="en" lang="en">
          Counter {call.counter}
        </span>
      </p>
      <Words call={call} />
    </div>
  );
}

/** What the speakers say of this call, to be read where it can't be heard; a screen reader reads it in place of the figures. */
function Words({ call }: { call: BoardCall }) {
  return (
    <p class="newest-words" data-testid="called-words">
      {boardWords(call).map(({ tag, text }) => (
        <span key={tag} lang={tag}>
          {text}
        </span>
      ))}
    </p>
  );
}

function Aside({
  numbers,
  words,
  testid,
}: {
  numbers: readonly string[];
  words: { ja: string; en: string };
  testid: string;
}) {
  if (numbers.length === 0) return null;
  return (
    <section class="aside" data-testid={testid}>
      <h2>
        <Both text={words} />
      </h2>
      <p class="number">{numbers.join('　')}</p>
    </section>
  );
}

/** The key of a call that came while the board was watching, for as long as it is new. What was there at the start isn't news. */
function useNewCall(newest: BoardCall | null, known: boolean): string | null {
  const key = newest === null ? null : callKey(newest);
  const before = useRef<string | null | undefined>(undefined);
  const [fresh, setFresh] = useState<string | null>(null);
  useEffect(() => {
    if (!known) return;
    const first = before.current === undefined;
    const changed = before.current !== key;
    before.current = key;
    if (first || !changed || key === null) return;
    setFresh(key);
    const timer = setTimeout(() => setFresh(null), NEW_FOR_MS);
    return () => clearTimeout(timer);
  }, [key, known]);
  return fresh;
}

function useChime(fresh: string | null): [boolean, (on: boolean) => void] {
  const context = useRef<AudioContext | null>(null);
  const [on, setOn] = useState(() => new URLSearchParams(location.search).has('chime'));
  useEffect(() => {
    if (!on || fresh === null) return;
    context.current ??= new AudioContext();
    playChime(context.current);
  }, [fresh, on]);
  const choose = (next: boolean) => {
    setOn(next);
    if (!next) return;
    context.current ??= new AudioContext();
    context.current.resume();
    playChime(context.current);
  };
  return [on, choose];
}
