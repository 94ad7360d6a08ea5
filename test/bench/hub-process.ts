import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { startMatazu } from './processes.ts';

export const CITY = 'kyoto';
export const OFFICE = 'ukyo';

const SERVICES = '[{ id: shomei, letter: A, name: { ja: 住民票・証明書, en: Certificates }, expectedMinutes: 5 }]';
const NAME = '{ ja: 市民窓口課, en: Citizens }';

/** The sections of processes/publishers.ts: so many in all, so many an office. */
export interface Wards {
  readonly sections: number;
  readonly anOffice: number;
}

/**
 * A hub as it is shipped, in a process of its own, on ports of its own, with an office and such wards as it knows by name.
 * `identity`: the folder of its identity, where it asks who is there.
 */
export async function startHub(
  bench: Bench,
  name: string,
  { sections = 0, anOffice = 1, identity }: Partial<Wards> & { readonly identity?: string | undefined } = {},
) {
  const folder = bench.folder(name);
  const file = join(folder, 'hub.yaml');
  writeFileSync(
    file,
    `data: ${folder}
http: { port: 0 }
${identity === undefined ? 'mqtt: { port: 0 }' : `mqtt: { port: 0, open: false }\nidentity: { folder: ${identity} }`}
offices:
  - path: ${CITY}/${OFFICE}
    name: { ja: 右京区役所, en: Ukyo Ward Office }
    sections:
      - { id: hoken, name: { ja: 保険年金課, en: Insurance } }
      - { id: shimin, name: ${NAME}, services: ${SERVICES}, counters: [{ id: 1, services: [shomei] }] }
${officesOf({ sections, anOffice }).join('')}`,
  );
  return bench.opened(await startMatazu('hub', file), (hub) => hub.stop());
}

/** A line of YAML an office. */
function officesOf({ sections, anOffice }: Wards): string[] {
  const ids = Array.from({ length: sections }, (_, i) => `s${i}`);
  return Array.from({ length: Math.ceil(sections / anOffice) }, (_, ward) => {
    const its = ids.slice(ward * anOffice, (ward + 1) * anOffice).join(', ');
    return `  - { path: ${CITY}/ward-${ward}, name: ward-${ward}, sections: [${its}] }\n`;
  });
}
