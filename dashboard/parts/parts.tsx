import type { ComponentChildren } from 'preact';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { CongestionLevel } from '../../protocol/queue/events.ts';
import { clockTime } from '../base/format.ts';
import { levelWords } from '../base/words.ts';
import type { Live } from '../live/live-feed.ts';

/** Japanese first, English beside it. */
export function Both({ text, stacked = false }: { text: LocalText; stacked?: boolean }) {
  return (
    <span class={stacked ? 'both stacked' : 'both'}>
      <span class="ja">{text.ja}</span>
      {text.en !== text.ja && (
        <>
          {' '}
          <span class="en" lang="en">
            {text.en}
          </span>
        </>
      )}
    </span>
  );
}

const crowd: Readonly<Record<CongestionLevel, number>> = {
  quiet: 1,
  moderate: 2,
  busy: 3,
  packed: 4,
  closed: 0,
  unknown: 0,
};

/** So many people are drawn, from the left; a list of many offices has them a thousand times, so each kind is one path. */
const CROWD = 4;
const people = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => {
    const x = (from + i) * 12 + 6;
    return `M${x - 3.6} 5.5a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0M${x - 5} 19v-3.5a5 5 0 0 1 10 0V19z`;
  }).join('');

/** A level's shape: one to four people, a closed shutter, or a question mark. Its colour only repeats what the shape says. */
function LevelMark({ level }: { level: CongestionLevel }) {
  return (
    <svg class="level-mark" viewBox="0 0 48 20" aria-hidden="true">
      {level === 'unknown' && (
        <>
          <rect class="hollow dashed" x="1" y="1" width="46" height="18" rx="4" />
          <path class="stroke" d="M21 7.5a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7" />
          <circle cx="24" cy="15" r="1.2" />
        </>
      )}
      {level === 'closed' && (
        <>
          <rect class="hollow" x="1" y="1" width="46" height="18" rx="4" />
          <path class="stroke" d="M7 6.5h34M7 10h34M7 13.5h34" />
        </>
      )}
      {crowd[level] > 0 && (
        <>
          <path d={people(0, crowd[level])} />
          <path class="empty" d={people(crowd[level], CROWD)} />
        </>
      )}
    </svg>
  );
}

interface LevelBadgeProps {
  level: CongestionLevel;
  large?: boolean;
  /** More than the level's own words say. */
  words?: LocalText;
}

export function LevelBadge({ level, large = false, words = levelWords[level] }: LevelBadgeProps) {
  return (
    <span class={`level level-${level}${large ? ' large' : ''}`} data-testid="level" data-level={level}>
      <LevelMark level={level} />
      <Both text={words} />
    </span>
  );
}

/** Says that the figures on the page are not the present, and of when they are. Silent while they are live. */
export function StaleBanner({ live, zone }: { live: Live<unknown>; zone?: string }) {
  if (live.status === 'live') return null;
  if (live.value === null) {
    return (
      <p class="banner" role="status" data-testid={live.status === 'connecting' ? 'connecting' : 'stale-banner'}>
        {live.status === 'connecting' ? (
          <Both text={{ ja: '読み込んでいます…', en: 'Loading…' }} />
        ) : (
          <Both text={{ ja: 'つながりません。つなぎ直しています…', en: 'Not connected. Reconnecting…' }} />
        )}
      </p>
    );
  }
  const time = live.heardAt === null ? '--:--' : clockTime(live.heardAt, zone);
  return (
    <p class="banner stale" role="status" data-testid="stale-banner">
      <strong class="ja">{time} 現在の表示です</strong> <span class="ja">接続が切れています。つなぎ直しています…</span>{' '}
      <span class="en" lang="en">
        As of {time}. Connection lost, reconnecting…
      </span>
    </p>
  );
}

/** Attaches a page: every page ends here, so that its figures look different from the present as soon as they are. */
export function Figures({ live, children }: { live: Live<unknown>; children: ComponentChildren }) {
  return <div class={`figures ${live.status}`}>{children}</div>;
}
