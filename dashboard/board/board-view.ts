import type { Estimate, Freshness, OfficeView, SectionView } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { CongestionLevel } from '../../protocol/queue/events.ts';
import type { BoardView as SectionBoard } from '../../protocol/wire/board-view.ts';

/** What a lobby board shows, the same whether the hub or a section's lead told it. */
export interface BoardView {
  readonly title: LocalText;
  readonly zone?: string;
  /** Newest first. */
  readonly calls: readonly BoardCall[];
  readonly sections: readonly BoardSection[];
  /** Numbers whose papers are being made; a hub doesn't tell them. */
  readonly held: readonly string[];
  /** Numbers that nobody answered to, the latest first. */
  readonly absent: readonly string[];
}

export interface BoardCall {
  readonly number: string;
  readonly counter: number;
  readonly at: number;
  /** `serving`: whoever was called is at the counter. Older units and hubs don't tell it. */
  readonly state?: 'calling' | 'serving' | undefined;
  /** The ticket's own; a BCP 47 tag. */
  readonly language?: string | undefined;
  /** Named where the board shows several sections. */
  readonly section: LocalText | null;
}

export interface BoardSection {
  readonly id: string;
  readonly name: LocalText;
  readonly freshness: Freshness;
  readonly observedAt: number | null;
  readonly reception: 'open' | 'closed';
  /** Whether reception was open today and is over. */
  readonly endedToday: boolean;
  /** What staff declared, in a section that counts nobody; null where it counts. */
  readonly level: CongestionLevel | null;
  readonly services: readonly BoardService[];
}

export interface BoardService {
  readonly id: string;
  readonly name: LocalText;
  readonly letter: string | null;
  readonly waiting: number | null;
  readonly lastCalled: string | null;
  readonly next: string | null;
  readonly estimate: Estimate | null;
}

export function boardOfLead(lead: SectionBoard): BoardView {
  return {
    title: lead.name,
    zone: lead.hours.timezone,
    calls: lead.calls.map((call) => ({ ...call, section: null })),
    held: lead.held,
    absent: lead.absent,
    sections: [
      {
        id: lead.section,
        name: lead.name,
        freshness: 'live',
        observedAt: lead.observedAt,
        reception: lead.reception,
        endedToday: lead.endedToday,
        level: lead.level,
        services: lead.services.map(({ service, ...rest }) => ({ id: service, ...rest })),
      },
    ],
  };
}

/** An office's board: all of its sections, or the one that `only` names. A lost section shows no figure, and no number; nor does one whose day is over. */
export function boardOfOffice(office: OfficeView, only: string | null): BoardView {
  const sections = office.sections.filter((section) => only === null || section.section === only);
  const several = sections.length > 1;
  const callers = sections.filter((section) => section.freshness !== 'lost' && !isOver(section));
  return {
    title: office.name,
    held: [],
    // A hub of 0.1.0 tells nobody's absence.
    absent: callers
      .flatMap(({ absent = [] }) => absent)
      .sort((a, b) => b.at - a.at)
      .map(({ number }) => number),
    calls: callers
      .flatMap((section) => section.calls.map((call) => ({ ...call, section: several ? section.name : null })))
      .sort((a, b) => b.at - a.at),
    sections: sections.map(sectionOfHub),
  };
}

const isOver = ({ reception, services, counters }: SectionView): boolean =>
  reception === 'closed' &&
  services.every(({ waiting }) => !waiting) &&
  counters.every(({ ticket }) => ticket === null);

function sectionOfHub(section: SectionView): BoardSection {
  const lost = section.freshness === 'lost';
  return {
    id: section.section,
    name: section.name,
    freshness: section.freshness,
    observedAt: section.observedAt,
    // What a lost section said last of its reception may be yesterday's; the level knows the hours.
    reception: lost ? (section.level === 'closed' ? 'closed' : 'open') : section.reception,
    endedToday: section.endedToday === true,
    level: section.source === 'declared' ? (lost ? 'unknown' : section.level) : null,
    services: section.services.map(({ service, name, letter, waiting, lastCalled, estimate }) => ({
      id: service,
      name,
      letter,
      waiting: lost ? null : waiting,
      lastCalled: lost ? null : lastCalled,
      estimate: lost ? null : estimate,
      next: null,
    })),
  };
}

/** Two calls are the same call if number, counter and time agree: a recall is a new one. */
export const callKey = (call: BoardCall): string => `${call.number} ${call.counter} ${call.at}`;
