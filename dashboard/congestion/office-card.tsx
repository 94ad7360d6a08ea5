import type { OfficeView } from '../../protocol/congestion/views.ts';
import { shownLevel } from '../base/words.ts';
import type { Live } from '../live/live-feed.ts';
import { useLive } from '../live/use-live.ts';
import { Both, Figures, LevelBadge } from '../parts/parts.tsx';
import { People } from './people.tsx';
import { SectionPart } from './section-part.tsx';

interface OfficeCardProps {
  polled: Live<OfficeView> & { value: OfficeView };
  streamed: boolean;
  open: boolean;
  onToggle: () => void;
}

/** One office. Its stream, where it has one, is ahead of the polled list; when the stream is silent the list stands in. */
export function OfficeCard({ polled, streamed, open, onToggle }: OfficeCardProps) {
  const path = `${polled.value.city}/${polled.value.office}`;
  const stream = useLive<OfficeView>({
    stream: streamed ? `/api/v1/stream?office=${path}` : null,
    event: 'congestion',
    snapshot: `/api/v1/congestion/${path}`,
    timeOf: (view) => view.observedAt,
  });
  const live = stream.status === 'live' && stream.value !== null ? { ...stream, value: stream.value } : polled;
  const { value: office, status } = live;
  // An office that counts nobody has no number to show, and 0 would be one.
  const counts = office.sections.some(({ source }) => source !== 'declared');
  const level = shownLevel(office.level, 'live', status);
  const id = `office-${office.city}-${office.office}`;
  return (
    <li class="office" data-testid="office" data-office={path}>
      <Figures live={live}>
        <h2>
          <button type="button" class="office-head" aria-expanded={open} aria-controls={id} onClick={onToggle}>
            <span class="office-name">
              <Both text={office.name} />
            </span>
            <span class="office-sum">
              <LevelBadge level={level} large />
              {counts && level !== 'unknown' && level !== 'closed' && <People count={office.waiting} />}
            </span>
            <svg class="chevron" viewBox="0 0 16 16" aria-hidden="true">
              <path d="M3 6l5 5 5-5" />
            </svg>
          </button>
        </h2>
        <div id={id} hidden={!open} class="sections">
          {office.sections.length === 0 && (
            <p class="empty">
              <Both text={{ ja: 'この区役所の情報はまだありません。', en: 'Nothing is known of this office yet.' }} />
            </p>
          )}
          {office.sections.map((section) => (
            <SectionPart key={section.section} office={path} section={section} status={status} />
          ))}
        </div>
      </Figures>
    </li>
  );
}
