/** What becomes of a section that the configuration does not name: it is published, told to staff alone, or not even that. */
export type Unknown = 'shown' | 'counted' | 'refused';

/** Sections that a place takes beyond those that are configured; of all cities without an office that is configured, so many together. */
const BEYOND = 64;
/** A hub that names no office takes all that publish, up to so many. */
const NAMED_NOWHERE = 20_000;

export interface NamesOptions {
  /** The offices that are configured, each with the ids of its sections; without them it leaves it to its leads to say what they are. */
  readonly offices: readonly { readonly path: string; readonly sections: readonly string[] | undefined }[];
  /** Where it is left out: `counted`, or `shown` by a hub that names no office and so has nobody to tell from a stranger. */
  readonly unknown: Unknown | undefined;
}

/** Which sections a hub takes in, by `city/office/section`. Bounded, so that whoever may publish can't fill a hub with names. No I/O. */
export class Names {
  readonly #unknown: Unknown;
  readonly #offices: ReadonlyMap<string, readonly string[] | undefined>;
  readonly #cities: ReadonlySet<string>;
  readonly #known = new Set<string>();
  /** By place, those beyond the configured that are taken in; and those that are only counted. */
  readonly #beyond = new Map<string, Set<string>>();
  readonly #counted = new Map<string, Set<string>>();

  constructor({ offices, unknown }: NamesOptions) {
    this.#unknown = unknown ?? (offices.length === 0 ? 'shown' : 'counted');
    this.#offices = new Map(offices.map(({ path, sections }) => [path, sections]));
    this.#cities = new Set(offices.map(({ path }) => path.split('/')[0] ?? ''));
    for (const { path, sections = [] } of offices) for (const id of sections) this.#known.add(`${path}/${id}`);
  }

  /** Whether a section is taken in. */
  has(section: string): boolean {
    return this.#known.has(section);
  }

  /** How many sections are only counted. */
  get counted(): number {
    return [...this.#counted.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A section says something; `about`: what it is. What becomes of it from now on. */
  hear(section: string, about: boolean): 'taken' | 'counted' | 'refused' {
    if (this.#known.has(section)) return 'taken';
    const office = section.slice(0, section.lastIndexOf('/'));
    const isOpen = this.#offices.has(office) && this.#offices.get(office) === undefined;
    const place = this.#placeOf(section, office);
    if (this.#unknown === 'shown' || (isOpen && about)) {
      const most = this.#offices.size === 0 ? NAMED_NOWHERE : BEYOND;
      if (!fits(this.#beyond, place, { section, most })) return 'refused';
      this.#known.add(section);
      return 'taken';
    }
    return this.#unknown === 'counted' && fits(this.#counted, place, { section, most: BEYOND }) ? 'counted' : 'refused';
  }

  /** An office that is configured stands for itself, another for its city; cities that have none stand together. */
  #placeOf(section: string, office: string): string {
    const city = section.split('/')[0] ?? '';
    if (this.#offices.has(office)) return office;
    return this.#cities.has(city) ? city : '';
  }
}

/** Adds a section to those of a place unless there are as many as it takes; whether it is among them. */
function fits(
  places: Map<string, Set<string>>,
  place: string,
  { section, most }: { readonly section: string; readonly most: number },
): boolean {
  const sections = places.get(place) ?? new Set();
  places.set(place, sections);
  if (sections.size < most) sections.add(section);
  return sections.has(section);
}
