import type { HubConfiguration, OfficeConfiguration } from './configuration.ts';
import type { SectionFacts } from './core/facts.ts';
import { Names } from './core/names.ts';

/** What an office's configuration says of its sections, by `city/office/section`. */
export function sectionFacts(office: OfficeConfiguration): [path: string, facts: SectionFacts][] {
  return (office.sections ?? []).map(({ id, hours = null, services, ...section }) => [
    `${office.path}/${id}`,
    {
      ...section,
      section: id,
      hours,
      services: services.map((service) => ({ ...service, letter: service.letter ?? null })),
    },
  ]);
}

/** Which sections a configuration lets in. */
export const namesOf = ({ offices, unknown }: HubConfiguration): Names =>
  new Names({
    offices: offices.map(({ path, sections }) => ({ path, sections: sections?.map(({ id }) => id) })),
    unknown,
  });

/** The offices of a configuration with what it says of their sections. */
export const officesOf = ({ offices }: HubConfiguration) =>
  offices.map((office) => ({ ...office, sections: sectionFacts(office) }));
