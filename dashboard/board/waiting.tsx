import { useEffect, useState } from 'preact/hooks';
import { clockTime } from '../base/format.ts';
import { closedWords, levelWords } from '../base/words.ts';
import { Both, LevelBadge } from '../parts/parts.tsx';
import { ClosingNote, WaitRangeWords } from '../parts/wait-range.tsx';
import { bothWidth, type WaitingFit, widthOf } from './board-fit.ts';
import type { BoardSection, BoardService } from './board-view.ts';

/** One page of sections stays for this long where they need several. */
const PAGE_FOR_MS = 10_000;

interface WaitingProps {
  fit: WaitingFit;
  /** Whether each section is named: there are several. */
  named: boolean;
  lost: boolean;
  zone?: string;
}

export function Waiting({ fit: { pages }, named, lost, zone }: WaitingProps) {
  const shown = useTurn(pages.length);
  const page = pages[shown] ?? [];
  return (
    <section class="waiting">
      <h2 class="waiting-head">
        <Both
          text={
            page.every(({ level }) => level !== null)
              ? { ja: '混み具合', en: 'How busy it is' }
              : { ja: 'お待ちの人数', en: 'People waiting' }
          }
        />
        {pages.length > 1 && (
          <span class="figure">
            {shown + 1}/{pages.length}
          </span>
        )}
      </h2>
      {page.map((section) => (
        <div class="board-section" key={section.id} data-testid="section" data-section={section.id}>
          {named && (
            <h3 style={{ '--width': bothWidth(section.name) }}>
              <Both text={section.name} />
            </h3>
          )}
          <SectionState section={section} lost={lost} {...(zone === undefined ? {} : { zone })} />
          {!lost && section.freshness !== 'lost' && section.level !== null && section.reception === 'open' && (
            <p class="board-level">
              <LevelBadge level={section.level} large />
            </p>
          )}
          {!lost && section.freshness !== 'lost' && (
            <ul>
              {section.services.map((service) => (
                <Service key={service.id} service={service} open={section.reception === 'open'} />
              ))}
            </ul>
          )}
        </div>
      ))}
    </section>
  );
}

function useTurn(pages: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (pages < 2) return;
    const timer = setInterval(() => setTurn((now) => now + 1), PAGE_FOR_MS);
    return () => clearInterval(timer);
  }, [pages]);
  return pages === 0 ? 0 : turn % pages;
}

function SectionState({ section, lost, zone }: { section: BoardSection; lost: boolean; zone?: string }) {
  if (lost || (section.freshness === 'lost' && section.reception === 'open')) {
    return (
      <p class="state">
        <Both text={levelWords.unknown} />
      </p>
    );
  }
  const time = section.observedAt === null ? '--:--' : clockTime(section.observedAt, zone);
  return (
    <>
      {section.reception === 'closed' && (
        <p class="state" data-testid="reception-closed">
          <Both text={closedWords(section)} />
        </p>
      )}
      {section.freshness === 'delayed' && (
        <p class="state">
          <Both text={{ ja: `${time} 現在（遅れています）`, en: `as of ${time}, delayed` }} />
        </p>
      )}
    </>
  );
}

function Service({ service, open }: { service: BoardService; open: boolean }) {
  return (
    <li class="board-service" data-testid="service" data-service={service.id}>
      {service.letter === null ? <span /> : <span class="letter">{service.letter}</span>}
      <p class="service-name" style={{ '--ja': widthOf(service.name.ja), '--en': widthOf(service.name.en) }}>
        <Both text={service.name} />
      </p>
      <p class="board-count" data-testid="waiting" data-waiting={service.waiting ?? 'unknown'}>
        <b class="figure board-figure">{service.waiting ?? '—'}</b>
        <span class="board-unit">人</span>
      </p>
      <p class="board-more">
        <span class="figure">
          {open && service.estimate !== null && (
            <WaitRangeWords estimate={service.estimate} waiting={service.waiting} />
          )}
        </span>
        {service.next !== null && (
          <span class="board-next">
            次<b class="number">{service.next}</b>
            <span class="en" lang="en">
              next
            </span>
          </span>
        )}
      </p>
      {open && <ClosingNote estimate={service.estimate} />}
    </li>
  );
}
