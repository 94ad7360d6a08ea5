import type { LeadConfiguration } from '../../edge/configuration.ts';
import type { BenchLink } from './bench-view.ts';
import type { DemoConfiguration } from './configuration.ts';
import type { Listener } from './ports.ts';

interface OpenLead {
  readonly configuration: LeadConfiguration;
  readonly client: { readonly url: string };
}

/** The addresses of the demo's pages, in the order in which one would look at them. */
export function demoLinks(hubUrl: string, leads: readonly OpenLead[]): BenchLink[] {
  const ofHub = [{ label: { ja: '混雑状況（市民向け）', en: 'Congestion, for everybody' }, url: `${hubUrl}/` }];
  const pages = [
    { path: '/board', ja: '表示盤', en: 'board' },
    { path: '/kiosk', ja: '発券', en: 'kiosk' },
    { path: '/staff', ja: '職員', en: 'staff' },
  ];
  const ofLeads = leads.flatMap(({ configuration: { officeName, office, section }, client }) => {
    const at = officeName ?? { ja: office, en: office };
    return pages.map(({ path, ja, en }) => ({
      label: { ja: `${at.ja} ${section.name.ja} ${ja}`, en: `${at.en}, ${section.name.en}: ${en}` },
      url: client.url + path,
    }));
  });
  return [...ofHub, ...ofLeads];
}

/** Every port that the demo will listen on, but those of simulated devices, which are any that are free. */
export function listeners({ hub, units, bench }: DemoConfiguration): Listener[] {
  const { mqtt } = hub;
  return [
    { ...hub.http, what: 'hub, http' },
    ...('url' in mqtt ? [] : [{ ...mqtt, what: 'hub, mqtt' }]),
    ...units.flatMap((unit) => [
      { ...unit.http, what: `${unit.unit}, http` },
      ...(unit.role === 'member' || unit.lan === undefined ? [] : [{ ...unit.lan, what: `${unit.unit}, lan` }]),
    ]),
    { ...bench, what: 'bench' },
  ];
}
