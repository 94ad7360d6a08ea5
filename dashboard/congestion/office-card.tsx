import type { CongestionSummary } from '../../protocol/congestion/summary.ts';
import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { Live } from '../live/live-feed.ts';
import { useLive } from '../live/use-live.ts';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { Headline } from './headline.tsx';
import { People } from './people.tsx';
import { SectionPart } from './section-part.tsx';

type Summary = CongestionSummary['offices'][number];

interface OfficeCardProps {
  polled: Live<Summary> & { value: Summary };
  open: boolean;
  onToggle: () => void;
}

/** One office: closed, what the list says of it; open, all of it, as its own stream tells. */
export function OfficeCard({ polled, open, onToggle }: OfficeCardProps) {
  const { value: office, status } = polled;
  const path = `${office.city}/${office.office}`;
  const live = useLive<OfficeView>({
    stream: open ? `/api/v1/stream?office=${path}` : null,
    event: 'congestion',
    snapshot: `/api/v1/congestion/${path}`,
    timeOf: (view) => view.observedAt,
  });
  const id = `office-${office.city}-${office.office}`;
  return (
    <li class="office" data-testid="office" data-office={path}>
      <Figures live={open ? live : polled}>
        <h2>
          <button type="button" class="office-head" aria-expanded={open} aria-controls={id} onClick={onToggle}>
            <span class="office-name">
              <Both text={office.name} />
            </span>
            {open ? (
              <OpenedSum view={live.status === 'lost' ? null : live.value} />
            ) : (
              <Headline office={office} status={status} />
            )}
            <svg class="chevron" viewBox="0 0 16 16" aria-hidden="true">
              <path d="M3 6l5 5 5-5" />
            </svg>
          </button>
        </h2>
        <div id={id} hidden={!open} class="sections">
          {open && <StaleBanner live={live} />}
          {open && live.value?.sections.length === 0 && (
            <p class="empty">
              <Both text={{ ja: 'この区役所の情報はまだありません。', en: 'Nothing is known of this office yet.' }} />
            </p>
          )}
          {open &&
            live.value?.sections.map((section) => (
              <SectionPart key={section.section} office={path} section={section} status={live.status} />
            ))}
        </div>
      </Figures>
    </li>
  );
}

/** How many wait in an office whose sections stand below, each with its level. */
function OpenedSum({ view }: { view: OfficeView | null }) {
  const counts = view?.sections.some(
    ({ source, level }) => source !== 'declared' && level !== 'unknown' && level !== 'closed',
  );
  return counts === true && view !== null ? (
    <span class="office-sum">
      <People count={view.waiting} />
    </span>
  ) : null;
}
