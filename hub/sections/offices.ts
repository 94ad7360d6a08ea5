import { officeAddress, officePath, sectionAddress } from '../../protocol/ground/identifiers.ts';
import type { OfficeFacts } from '../core/views/office-view.ts';

interface Office {
  readonly facts: OfficeFacts;
  /** Paths, in the order in which they were named or heard. */
  readonly sections: string[];
}

/** The offices that the hub knows, and the sections of each: first those that its configuration names, then those that publish. */
export class Offices {
  readonly #offices = new Map<string, Office>();

  add(path: string, name: OfficeFacts['name']): Office {
    const office: Office = { facts: { ...officeAddress(path), name }, sections: [] };
    this.#offices.set(path, office);
    return office;
  }

  /** A section of an office; one that no configuration names is called by its id. */
  addSection(path: string): void {
    const address = sectionAddress(path);
    const { office } = address;
    const known = this.#offices.get(officePath(address)) ?? this.add(officePath(address), { ja: office, en: office });
    known.sections.push(path);
  }

  paths(): readonly string[] {
    return [...this.#offices.keys()];
  }

  facts(path: string): OfficeFacts | undefined {
    return this.#offices.get(path)?.facts;
  }

  sectionsOf(path: string): readonly string[] {
    return this.#offices.get(path)?.sections ?? [];
  }
}
