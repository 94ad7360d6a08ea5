import { clockTime } from '../base/format.ts';
import { levelWords } from '../base/words.ts';
import { Both, LevelBadge } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';

const LEVELS = [
  { level: 'quiet', short: '空' },
  { level: 'moderate', short: 'やや' },
  { level: 'busy', short: '混' },
] as const;

/** A section that counts nobody: its staff say how busy it is, and see since when and until when that stands. */
export function LevelPart({ desk }: { desk: Desk }) {
  const { lead, commands, may } = desk;
  const { declared } = lead;
  const zone = lead.hours.timezone;
  return (
    <section class="panel" aria-labelledby="level-title" data-testid="level-part">
      <div class="panel-head">
        <h2 id="level-title">
          <Both text={{ ja: '混み具合', en: 'How busy it is' }} />
        </h2>
        <LevelBadge level={declared?.level ?? 'unknown'} large />
      </div>
      {may('declare-level') && (
        <div class="commands levels">
          {LEVELS.map(({ level, short }) => (
            <button
              type="button"
              key={level}
              class={`act level-act level-${level}`}
              aria-pressed={declared?.level === level}
              data-testid={`declare-${level}`}
              onClick={() => commands.send({ type: 'declare-level', level })}
            >
              <b class="level-short" aria-hidden="true">
                {short}
              </b>
              <Both text={levelWords[level]} stacked />
            </button>
          ))}
        </div>
      )}
      <p data-testid="declared-at">
        {declared === null ? (
          <Both
            text={{
              ja: 'まだ知らされていないか、時間が過ぎました。市民には「情報なし」と出ています。',
              en: 'Not declared, or too long ago: residents read “No information”.',
            }}
          />
        ) : (
          <Both
            text={{
              ja: `${clockTime(declared.at, zone)} に知らせました。${clockTime(declared.until, zone)} を過ぎると「情報なし」になります。`,
              en: `Declared at ${clockTime(declared.at, zone)}; unknown after ${clockTime(declared.until, zone)}.`,
            }}
          />
        )}
      </p>
    </section>
  );
}
