import type { SectionAddress } from '../../protocol/ground/identifiers.ts';

/** The section that was recorded with each release, in the words of today's configurations. */

export const SHIMIN: SectionAddress = { city: 'kyoto', office: 'ukyo', section: 'shimin' };
const LEAD = 'ukyo-shimin-1';
export const MEMBER = 'ukyo-shimin-2';
/** The two days that were recorded: a Tuesday, and a Wednesday whose queue still stood when the power went. */
export const DAYS = ['2026-11-24', '2026-11-25'] as const;

/** A time of one of the recorded days, milliseconds since 1970. */
export const at = (day: (typeof DAYS)[number], time: string): number => Date.parse(`${day}T${time}:00+09:00`);

const NAMES = {
  office: { ja: '右京区役所', en: 'Ukyo Ward Office' },
  section: { ja: '市民窓口課', en: "Citizens' counter" },
};
const HOURS = { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' };
const SERVICES = [
  { id: 'shomei', letter: 'A', name: { ja: '住民票・証明書', en: 'Certificates' }, expectedMinutes: 5 },
  { id: 'ido', letter: 'B', name: { ja: '住所の異動', en: 'Moving in or out' }, expectedMinutes: 14 },
];
const COUNTERS = [1, 2].map((id) => ({ id, services: ['shomei', 'ido'] }));
const PLACE = { office: 'kyoto/ukyo', section: { id: SHIMIN.section, name: NAMES.section } };

interface Ports {
  readonly http?: number;
  /** The broker of the section. */
  readonly lan?: number;
  /** The broker of the hub; without it the section stands alone. */
  readonly hub?: number;
}

export const leadConfiguration = (
  data: string,
  { http = 0, lan = 0, hub }: Ports,
  devices: readonly object[] = [],
) => ({
  ...PLACE,
  role: 'lead',
  unit: LEAD,
  data,
  http: { port: http },
  lan: { port: lan },
  ...(hub === undefined ? {} : { hub: { url: `mqtt://127.0.0.1:${hub}` } }),
  hours: HOURS,
  services: SERVICES,
  counters: COUNTERS,
  devices,
});

export const memberConfiguration = (lan: number, devices: readonly object[]) => ({
  ...PLACE,
  role: 'member',
  unit: MEMBER,
  lead: { url: `mqtt://127.0.0.1:${lan}` },
  devices,
});

export const hubConfiguration = (data: string, { http = 0, hub = 0 }: Ports) => ({
  data,
  http: { port: http },
  mqtt: { port: hub },
  offices: [
    {
      path: 'kyoto/ukyo',
      name: NAMES.office,
      sections: [{ ...PLACE.section, hours: HOURS, services: SERVICES, counters: COUNTERS }],
    },
  ],
});
