import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { boardWords } from '../../protocol/queue/announcement.ts';
import { Both } from '../parts/parts.tsx';
import { widthOf } from './board-fit.ts';
import { type BoardCall, callKey } from './board-view.ts';
import { isCalling, largeCalls, type Spotlight } from './spotlight.ts';

/** Tiles of a row, as board.css draws them, and the rows for which there is room. */
const TILES = 3;
const ROWS = 2;

/** What the calling part shows, and how many rows of tiles it takes. */
export interface CallsShown {
  readonly large: readonly BoardCall[];
  /** Called earlier and not there yet. */
  readonly calling: readonly BoardCall[];
  readonly serving: readonly BoardCall[];
  readonly rows: number;
}

export function callsShown(spotlight: Spotlight, calls: readonly BoardCall[]): CallsShown {
  const large = largeCalls(spotlight, calls);
  const isLarge = new Set(large.map(callKey));
  const others = calls.filter((call) => !isLarge.has(callKey(call)));
  const calling = others.filter(isCalling).slice(0, TILES * ROWS);
  const callingRows = Math.ceil(calling.length / TILES);
  const serving = others.filter((call) => !isCalling(call)).slice(0, TILES * (ROWS - callingRows));
  return { large, calling, serving, rows: callingRows + Math.ceil(serving.length / TILES) };
}

interface CallingProps {
  readonly shown: CallsShown;
  readonly spotlight: Spotlight;
  /** What stands there while nobody is called. */
  readonly nobody: LocalText;
}

export function Calling({ shown: { large, calling, serving }, spotlight, nobody }: CallingProps) {
  const fresh = new Set(spotlight.lit.map(({ call }) => callKey(call)));
  return (
    <section class="calling">
      <h2>
        <Both text={{ ja: 'お呼び出し中', en: 'Now calling' }} />
      </h2>
      <ol class="large-calls">
        {large.length === 0 && (
          <li class="nobody">
            <Both text={nobody} stacked />
          </li>
        )}
        {large.map((call) => (
          <LargeCall key={callKey(call)} call={call} isNew={fresh.has(callKey(call))} alone={large.length === 1} />
        ))}
      </ol>
      <Tiles calls={calling} />
      {serving.length > 0 && (
        <>
          <h3 class="serving-head">
            <Both text={{ ja: 'ご案内中', en: 'Being served' }} />
          </h3>
          <Tiles calls={serving} serving />
        </>
      )}
      {/* Read out as it grows: each call once, however soon the next one comes. */}
      <ul class="visually-hidden" aria-live="polite" data-testid="spoken-calls">
        {[...spotlight.lit].reverse().map(({ call }) => (
          <li key={callKey(call)}>
            <Words call={call} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function LargeCall({ call, isNew, alone }: { call: BoardCall; isNew: boolean; alone: boolean }) {
  return (
    <li
      class={`large-call${isNew ? ' new' : ''}${alone ? ' alone' : ''}`}
      style={{
        '--length': Math.max(4, call.number.length),
        '--digits': String(call.counter).length,
        '--section': call.section && widthOf(call.section.ja),
      }}
      data-testid="newest-call"
    >
      {call.section !== null && <p class="call-section">{call.section.ja}</p>}
      <p class="call-number number" data-testid="called-number" aria-hidden="true">
        {call.number}
      </p>
      <p class="call-counter" aria-hidden="true">
        <b class="figure" data-testid="called-counter">
          {call.counter}
        </b>
        <span class="ja">番窓口へ</span>
        <span class="en" lang="en">
          Counter {call.counter}
        </span>
      </p>
      <p class="call-words" data-testid="called-words">
        <Words call={call} />
      </p>
    </li>
  );
}

/** What the speakers say of this call, to be read where it can't be heard. */
function Words({ call }: { call: BoardCall }) {
  return (
    <>
      {boardWords(call).map(({ tag, text }) => (
        <span key={tag} lang={tag}>
          {text}
        </span>
      ))}
    </>
  );
}

function Tiles({ calls, serving = false }: { calls: readonly BoardCall[]; serving?: boolean }) {
  if (calls.length === 0) return null;
  return (
    <ol class={serving ? 'tiles serving' : 'tiles'} data-testid={serving ? 'serving' : 'earlier'}>
      {calls.map((call) => (
        <li
          key={callKey(call)}
          class="tile"
          style={{ '--length': Math.max(4, call.number.length), '--section': call.section && widthOf(call.section.ja) }}
        >
          <b class="number tile-number">{call.number}</b>
          <span class="tile-counter">
            <b class="figure">{call.counter}</b>番<span class="visually-hidden">窓口</span>
          </span>
          {call.section !== null && <span class="tile-section">{call.section.ja}</span>}
        </li>
      ))}
    </ol>
  );
}
