import type { AccuracyDayView, AccuracyView, CongestionList } from '../../protocol/congestion/views.ts';
import { dayWords } from '../base/format.ts';
import { usePolled } from '../live/use-polled.ts';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { DayChart } from './day-chart.tsx';
import { DayTable } from './day-table.tsx';
import { AccuracyFigures } from './figures.tsx';
import { addressOf, type Place, useAddress } from './use-address.ts';

/** For staff: what was promised to those who took tickets, drawn against what came of it, day by day. */
export function AccuracyPage() {
  const [place, go] = useAddress();
  return (
    <>
      <header class="masthead">
        <h1>
          <Both text={{ ja: '待ち時間の予測と実際', en: 'Estimated and actual waits' }} stacked />
        </h1>
      </header>
      <main class="accuracy">
        {place.section === null ? (
          <Sections />
        ) : (
          <>
            <p>
              <a href={addressOf({ section: null, day: null })} data-testid="other-sections">
                <Both text={{ ja: '課を選ぶ', en: 'All sections' }} />
              </a>
            </p>
            <SectionAccuracy place={place} section={place.section} go={go} />
          </>
        )}
      </main>
    </>
  );
}

function Sections() {
  const live = usePolled<CongestionList>('/api/v1/congestion');
  const sections = (live.value?.offices ?? []).flatMap((office) =>
    office.sections.map(({ section, name }) => ({ path: `${office.city}/${office.office}/${section}`, office, name })),
  );
  return (
    <>
      <StaleBanner live={live} />
      <ul class="choose">
        {sections.map(({ path, office, name }) => (
          <li key={path}>
            <a href={addressOf({ section: path, day: null })}>
              <Both text={office.name} /> <Both text={name} />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

interface SectionProps {
  place: Place;
  section: string;
  go: (place: Place) => void;
}

function SectionAccuracy({ place, section, go }: SectionProps) {
  const live = usePolled<AccuracyView>(`/api/v1/accuracy/${section}`);
  const view = live.value;
  if (live.problem !== null && live.problem.status >= 400 && live.problem.status < 500) {
    return (
      <p class="banner bad" role="alert" data-testid="no-such-section">
        <Both text={live.problem} />
      </p>
    );
  }
  if (view === null) return <StaleBanner live={live} />;
  const day = place.day ?? [...view.days].pop()?.day ?? null;
  return (
    <>
      <StaleBanner live={live} />
      <Figures live={live}>
        <h2>
          <Both text={view.name} />
        </h2>
        {view.last28Days === null || day === null ? (
          <p class="panel" data-testid="nothing-yet">
            <Both
              text={{
                ja: 'まだ記録がありません。番号札を呼び出すと、その日から表示します。',
                en: 'Nothing is known yet. Days appear here as soon as tickets are called.',
              }}
              stacked
            />
          </p>
        ) : (
          <>
            <AccuracyFigures
              title={{
                ja: `この28日間（${view.days.length}日）`,
                en: `Last 28 days (${view.days.length} with tickets)`,
              }}
              accuracy={view.last28Days}
            />
            <Day key={day} section={section} day={day} view={view} go={go} />
          </>
        )}
      </Figures>
    </>
  );
}

interface DayProps {
  section: string;
  day: string;
  view: AccuracyView;
  go: (place: Place) => void;
}

function Day({ section, day, view, go }: DayProps) {
  const live = usePolled<AccuracyDayView>(`/api/v1/accuracy/${section}/${day}`);
  const before = view.days.filter((each) => each.day < day).pop()?.day ?? null;
  const after = view.days.find((each) => each.day > day)?.day ?? null;
  const words = dayWords(day);
  const step = (to: string | null, text: { ja: string; en: string }, id: string) => (
    <button
      type="button"
      class="step"
      data-testid={id}
      disabled={to === null}
      onClick={() => to !== null && go({ section, day: to })}
    >
      <Both text={text} />
    </button>
  );
  return (
    <section class="panel" aria-labelledby="day-title" data-testid="day" data-day={day}>
      <nav class="steps" aria-label="日 Days">
        {step(before, { ja: '← 前の日', en: 'Earlier' }, 'earlier')}
        <h3 id="day-title">
          <Both text={words} />
        </h3>
        {step(after, { ja: '次の日 →', en: 'Later' }, 'later')}
      </nav>
      {live.problem?.status === 404 && (
        <p data-testid="no-such-day">
          <Both text={live.problem} />
        </p>
      )}
      {live.value === null ? (
        live.problem?.status !== 404 && <StaleBanner live={live} />
      ) : (
        <>
          <AccuracyFigures accuracy={live.value.accuracy} />
          <DayChart view={live.value} />
          <DayTable view={live.value} />
        </>
      )}
    </section>
  );
}
