import { useState } from 'preact/hooks';
import type { ForecastSlot, ForecastView } from '../../protocol/congestion/views.ts';
import { clockTime, dayInOffice, dayWords } from '../base/format.ts';
import { usePolled } from '../live/use-polled.ts';
import { Both } from '../parts/parts.tsx';
import { peaksNote, slotClosingWords, slotsOfDay, slotWords } from './outlook-words.ts';

/** A forecast changes slowly, and is long. */
const EVERY_MS = 300_000;

/** The rest of today and the days to come, for whoever asks: nothing is loaded before. */
export function Outlook({ path }: { path: string }) {
  const [open, setOpen] = useState(false);
  const live = usePolled<ForecastView>(open ? `/api/v1/forecast/${path}` : null, EVERY_MS);
  return (
    <details class="outlook" data-testid="outlook" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Both text={{ ja: 'これからの見通し・空く時間', en: 'When to come' }} />
      </summary>
      {live.value !== null ? (
        <Forecast forecast={live.value} />
      ) : (
        <p role="status">
          {live.problem === null ? (
            <Both text={{ ja: '読み込んでいます…', en: 'Loading…' }} />
          ) : (
            <Both text={{ ja: 'いまは見通しを表示できません。', en: 'The forecast cannot be shown now.' }} />
          )}
        </p>
      )}
    </details>
  );
}

function Forecast({ forecast }: { forecast: ForecastView }) {
  const [chosenDay, chooseDay] = useState<string | null>(null);
  const [chosenService, chooseService] = useState('');
  if (forecast.learnedDays === 0) {
    return (
      <p data-testid="nothing-learned">
        <Both
          text={{
            ja: 'まだ予測できません。何日か窓口が動くと、ここに見通しが出ます。',
            en: 'Nothing can be foretold yet. It appears here after a few days.',
          }}
        />
      </p>
    );
  }
  const service = forecast.services.find((each) => each.service === chosenService);
  const forecasts = service ?? forecast.whole;
  const first = forecast.days.find(({ day }) => slotsOfDay(forecast, forecasts, day).length > 0);
  const shown = forecast.days.find(({ day }) => day === chosenDay) ?? first;
  return (
    <>
      <Best best={forecasts.best} />
      <div class="outlook-choice">
        <select
          aria-label="日 Day"
          data-testid="outlook-day"
          value={shown?.day}
          onChange={(event) => chooseDay(event.currentTarget.value)}
        >
          {forecast.days.map(({ day, closed }, i) => (
            <option key={day} value={day} disabled={closed !== null}>
              {i === 0 ? '今日 Today ' : ''}
              {dayWords(day).ja} {dayWords(day).en}
              {closed === null ? '' : ` 閉庁 closed（${closed.ja}）`}
            </option>
          ))}
        </select>
        {forecast.services.length > 1 && (
          <select
            aria-label="業務 Service"
            data-testid="outlook-service"
            value={chosenService}
            onChange={(event) => chooseService(event.currentTarget.value)}
          >
            <option value="">全ての業務 All services</option>
            {forecast.services.map(({ service: id, name }) => (
              <option key={id} value={id}>
                {name.ja} {name.en}
              </option>
            ))}
          </select>
        )}
      </div>
      {shown !== undefined && <Day peaks={shown.peaks} slots={slotsOfDay(forecast, forecasts, shown.day)} />}
      <p class="outlook-foot">
        <Both
          text={{
            ja: `${clockTime(forecast.observedAt)} の予測です。これまでの${forecast.learnedDays}日から計算しました。（ ）は10人中8人が入る幅です。`,
            en: `Forecast of ${clockTime(forecast.observedAt)}, from ${forecast.learnedDays} days; 8 in 10 people wait within ( ).`,
          }}
        />
      </p>
    </>
  );
}

function Best({ best }: { best: readonly ForecastSlot[] }) {
  if (best.length === 0) return null;
  return (
    <div class="best" data-testid="best">
      <h4>
        <Both text={{ ja: '待ち時間が短い見込みの時間', en: 'Shortest waits expected' }} />
      </h4>
      <ol>
        {best.map((slot) => (
          <li key={slot.from}>
            <p class="best-time">
              <b class="figure">
                {dayWords(dayInOffice(slot.from)).ja} {clockTime(slot.from)}
              </b>{' '}
              <span class="en" lang="en">
                {dayWords(dayInOffice(slot.from)).en}
              </span>
            </p>
            <Both text={slotWords(slot)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Day({ peaks, slots }: { peaks: ForecastView['days'][number]['peaks']; slots: readonly ForecastSlot[] }) {
  const note = peaksNote(peaks);
  const longest = Math.max(30, ...slots.map(({ estimate }) => estimate?.medianMinutes ?? 0));
  return (
    <>
      {note !== null && (
        <p class="note">
          <Both text={note} />
        </p>
      )}
      {slots.length === 0 && (
        <p>
          <Both text={{ ja: 'この日の受付は終わりました。', en: 'Reception is over for this day.' }} />
        </p>
      )}
      <ol class="half-hours">
        {slots.map((slot) => (
          <li key={slot.from} data-testid="half-hour" data-level={slot.level}>
            <span class="figure">{clockTime(slot.from)}</span>
            <span>
              <Both text={slotWords(slot)} />
              <Closing slot={slot} />
            </span>
            <span
              class="bar"
              aria-hidden="true"
              style={{ inlineSize: `${(100 * (slot.estimate?.medianMinutes ?? 0)) / longest}%` }}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

function Closing({ slot: { estimate } }: { slot: ForecastSlot }) {
  const closing = estimate?.beforeClosing;
  if (closing === undefined) return null;
  return (
    <span class="closing-note" data-testid="slot-closing" data-closing={closing}>
      <Both text={slotClosingWords[closing]} />
    </span>
  );
}
