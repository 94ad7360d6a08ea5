import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { AccuracyDayView } from '../../protocol/congestion/views.ts';
import { clockTime } from '../base/format.ts';
import { Both } from '../parts/parts.tsx';
import { type JudgedTicket, verdictOf, verdictWords } from './verdict.ts';

const HEIGHT_PX = 340;
const INK = {
  range: '#9db2d6',
  median: '#1d3461',
  within: '#0b6b55',
  outside: '#a11237',
  axis: '#4d5866',
  grid: '#e5e2d8',
};

/** Each ticket as the range that it was told, a bar, and the wait that came: a dot within it, a cross outside. */
export function DayChart({ view }: { view: AccuracyDayView }) {
  const holder = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<JudgedTicket | null>(null);
  // Polled answers that bring nothing new draw nothing anew.
  const drawn = JSON.stringify(view.tickets);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const tickets: JudgedTicket[] = JSON.parse(drawn);
    const plot = new uPlot(options(tickets, element.clientWidth, choose), dataOf(tickets), element);
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [drawn]);
  const { accuracy } = view;
  const within = view.tickets.filter((ticket) => verdictOf(ticket) === 'within').length;
  return (
    <figure class="day-chart">
      <div
        ref={holder}
        class="day-plot"
        role="img"
        data-testid="chart"
        data-tickets={view.tickets.length}
        aria-label={`受付時刻ごとの、案内した幅と実際の待ち時間。表示した${view.tickets.length}人のうち${within}人が幅の中。差の中央値${accuracy.medianErrorMinutes}分。内容は下の表にもあります。`}
      />
      <p class="chosen figure" aria-hidden="true">
        {chosen === null ? '　' : wordsOf(chosen, view)}
      </p>
      <figcaption>
        <span>
          <span class="key range" aria-hidden="true" />
          <Both text={{ ja: '案内した幅', en: 'promised range' }} />
        </span>
        <span>
          <span class="key median" aria-hidden="true" />
          <Both text={{ ja: '予測の中央', en: 'its middle' }} />
        </span>
        <span>
          <span class="key within" aria-hidden="true">
            ●
          </span>
          <Both text={{ ja: '実際の待ち（幅の中）', en: 'actual wait, within' }} />
        </span>
        <span>
          <span class="key outside" aria-hidden="true">
            ✕
          </span>
          <Both text={{ ja: '実際の待ち（幅の外）', en: 'actual wait, outside' }} />
        </span>
      </figcaption>
    </figure>
  );
}

function wordsOf(ticket: JudgedTicket, view: AccuracyDayView): string {
  const { lowMinutes, highMinutes } = ticket.estimate;
  const name = view.services.find(({ service }) => service === ticket.service)?.name.ja ?? ticket.service;
  const verdict = verdictWords[verdictOf(ticket)].ja;
  return `${clockTime(ticket.at)} ${name}：${lowMinutes}〜${highMinutes}分と案内 → 実際 ${ticket.actualMinutes}分（${verdict}）`;
}

const byTime = (tickets: readonly JudgedTicket[]): JudgedTicket[] => [...tickets].sort((a, b) => a.at - b.at);

/** What the scales span: times in seconds, then the ends of the ranges and the waits. */
function dataOf(tickets: readonly JudgedTicket[]): uPlot.AlignedData {
  const ordered = byTime(tickets);
  return [
    ordered.map(({ at }) => at / 1000),
    ordered.map(({ estimate }) => estimate.highMinutes),
    ordered.map(({ actualMinutes }) => actualMinutes),
  ];
}

function options(
  tickets: readonly JudgedTicket[],
  width: number,
  choose: (ticket: JudgedTicket | null) => void,
): uPlot.Options {
  const ordered = byTime(tickets);
  const hidden: uPlot.Series = { paths: () => null, points: { show: false } };
  const font = '13px "Noto Sans CJK JP", "Hiragino Sans", sans-serif';
  const axis = { stroke: INK.axis, font, grid: { stroke: INK.grid, width: 1 } };
  return {
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: true, range: (_, from, to) => [from - 900, to + 900] },
      y: { range: (_, __, to) => [0, Math.max(10, to * 1.05)] },
    },
    series: [{}, hidden, hidden],
    axes: [
      { ...axis, values: (_, times) => times.map((seconds) => clockTime(seconds * 1000)) },
      { ...axis, label: '待ち時間（分）', labelFont: font, labelSize: 22, size: 46 },
    ],
    hooks: {
      draw: [(plot) => draw(plot, ordered)],
      setCursor: [(plot) => choose(plot.cursor.idx == null ? null : (ordered[plot.cursor.idx] ?? null))],
    },
  };
}

function draw(plot: uPlot, tickets: readonly JudgedTicket[]): void {
  const { ctx } = plot;
  const scale = uPlot.pxRatio;
  const y = (minutes: number): number => plot.valToPos(minutes, 'y', true);
  // Ranges stand apart where the day is full or the screen narrow.
  const half = Math.max(scale, Math.min(3 * scale, plot.bbox.width / Math.max(1, tickets.length) / 3));
  ctx.save();
  for (const ticket of tickets) {
    const x = plot.valToPos(ticket.at / 1000, 'x', true);
    const { lowMinutes, medianMinutes, highMinutes } = ticket.estimate;
    ctx.fillStyle = INK.range;
    ctx.fillRect(x - half, y(highMinutes), 2 * half, Math.max(2 * scale, y(lowMinutes) - y(highMinutes)));
    ctx.fillStyle = INK.median;
    ctx.fillRect(x - half, y(medianMinutes) - scale / 2, 2 * half, 1.5 * scale);
  }
  // What came is drawn over every range, so that none hides it.
  for (const ticket of tickets) {
    const x = plot.valToPos(ticket.at / 1000, 'x', true);
    const at = y(ticket.actualMinutes);
    const size = 4 * scale;
    ctx.beginPath();
    if (verdictOf(ticket) === 'within') {
      ctx.fillStyle = INK.within;
      ctx.arc(x, at, size * 0.85, 0, 2 * Math.PI);
      ctx.fill();
    } else {
      ctx.strokeStyle = INK.outside;
      ctx.lineWidth = 2 * scale;
      ctx.moveTo(x - size, at - size);
      ctx.lineTo(x + size, at + size);
      ctx.moveTo(x - size, at + size);
      ctx.lineTo(x + size, at - size);
      ctx.stroke();
    }
  }
  ctx.restore();
}
