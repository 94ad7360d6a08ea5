import type { OfficeView, SectionView } from '../../protocol/congestion/views.ts';
import type { Now } from '../../protocol/ground/environment.ts';
import { givingWay } from '../../protocol/ground/giving-way.ts';
import type { SectionProjection } from '../core/section-projection.ts';
import { type OfficeFacts, officeView } from '../core/views/office-view.ts';
import { levelsOf, sectionView } from '../core/views/section-view.ts';

export interface PublishedViewsOptions {
  readonly facts: (office: string) => OfficeFacts | undefined;
  /** The paths of an office's sections. */
  readonly sectionsOf: (office: string) => readonly string[];
  readonly section: (path: string) => SectionProjection | undefined;
  readonly now: Now;
}

interface Published {
  readonly of: SectionProjection;
  readonly at: number;
  readonly view: SectionView;
}

/** For so long a section of which nothing was heard looks the same, milliseconds: an office is looked at about as often anyway. */
const VIEW_LASTS_MS = 1_000;

/**
 * What was published of each section last. It is the one memory of published levels: the next view's go on from it. An office is
 * published for each of its calls; its other sections are computed again only when they changed or time has.
 */
export class PublishedViews {
  readonly #options: PublishedViewsOptions;
  readonly #sections = new Map<string, Published>();

  constructor(options: PublishedViewsOptions) {
    this.#options = options;
  }

  /**
   * The view of an office that is published now; undefined for one that is not known. It is made over several turns where it
   * takes long, so that no section waits for its acknowledgement meanwhile.
   */
  async publish(office: string): Promise<OfficeView | undefined> {
    const { facts, sectionsOf, now } = this.#options;
    const known = facts(office);
    if (known === undefined) return undefined;
    const at = now();
    const views: SectionView[] = [];
    for await (const path of givingWay(sectionsOf(office))) {
      const view = this.#publishSection(path, at);
      if (view !== undefined) views.push(view);
    }
    return officeView(known, views, at);
  }

  #publishSection(path: string, at: number): SectionView | undefined {
    const section = this.#options.section(path);
    if (section === undefined) return undefined;
    const last = this.#sections.get(path);
    if (last?.of === section && at >= last.at && at - last.at < VIEW_LASTS_MS) return last.view;
    const view = sectionView(section, at, last && levelsOf(last.view));
    this.#sections.set(path, { of: section, at, view });
    return view;
  }
}
