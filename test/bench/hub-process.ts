import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { startMatazu } from './processes.ts';

export const CITY = 'kyoto';
export const OFFICE = 'ukyo';

const SERVICES = '[{ id: shomei, letter: A, name: { ja: 住民票・証明書, en: Certificates }, expectedMinutes: 5 }]';
const NAME = '{ ja: 市民窓口課, en: Citizens }';

/** A hub as it is shipped, in a process of its own, on ports of its own, with one office that it knows by name. */
export async function startHub(bench: Bench, name: string) {
  const folder = bench.folder(name);
  const file = join(folder, 'hub.yaml');
  writeFileSync(
    file,
    `data: ${folder}
http: { port: 0 }
mqtt: { port: 0 }
offices:
  - path: ${CITY}/${OFFICE}
    name: { ja: 右京区役所, en: Ukyo Ward Office }
    sections:
      - { id: hoken, name: { ja: 保険年金課, en: Insurance } }
      - { id: shimin, name: ${NAME}, services: ${SERVICES}, counters: [{ id: 1, services: [shomei] }] }
`,
  );
  return bench.opened(await startMatazu('hub', file), (hub) => hub.stop());
}
