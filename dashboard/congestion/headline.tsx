import type { CongestionSummary, SectionSummary } from '../../protocol/congestion/summary.ts';
import { closedWords, shownLevel } from '../base/words.ts';
import type { Live } from '../live/live-feed.ts';
import { Both, LevelBadge } from '../parts/parts.tsx';
import { People } from './people.tsx';

interface HeadlineProps {
  office: CongestionSummary['offices'][number];
  status: Live<unknown>['status'];
}

/** What an office is like at a glance: each of its sections, for whoever comes goes to one of them. The worst alone would keep people away from the others. */
export function Headline({ office, status }: HeadlineProps) {
  const sections = office.sections.map((section) => ({ section, level: levelOf(section, status) }));
  const [first] = sections;
  if (first === undefined) return <LevelBadge level="unknown" large />;
  const known = sections.some(({ level }) => level !== 'unknown' && level !== 'closed');
  // Where all say the same, one word says it.
  const alike = !known && sections.every(({ level }) => level === first.level);
  return (
    <>
      {sections.length === 1 || alike ? (
        <span class="office-sum">
          <SectionLevel {...first} />
        </span>
      ) : (
        <span class="office-levels">
          {sections.map((each) => (
            <span class="office-level" key={each.section.section} data-section={each.section.section}>
              <Both text={each.section.name} />
              <SectionLevel {...each} />
            </span>
          ))}
        </span>
      )}
      {known && sections.some(({ section }) => section.waiting !== null) && (
        <span class="office-sum">
          <People count={office.waiting} />
        </span>
      )}
    </>
  );
}

/** Nobody is received where reception is closed, whatever else is known. */
function levelOf({ level, freshness, reception }: SectionSummary, status: Live<unknown>['status']) {
  const shown = shownLevel(level, freshness, status);
  return reception === 'closed' && shown !== 'unknown' ? 'closed' : shown;
}

function SectionLevel({ section, level }: { section: SectionSummary; level: SectionSummary['level'] }) {
  if (level !== 'closed') return <LevelBadge level={level} />;
  return <LevelBadge level="closed" words={closedWords({ ...section, services: [section] })} />;
}
