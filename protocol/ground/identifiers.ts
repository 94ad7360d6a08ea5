import { z } from 'zod';

/** A text of this pattern; whoever writes anything else is told these words. */
export const written = (pattern: RegExp, words: string) => z.string(words).regex(pattern, words);

/** One level of a topic and of a path: lower-case letters, digits and hyphens, 1 to 32 characters (no dots, spaces, `/`, `+`, `#`). */
export const Identifier = written(
  /^[a-z0-9][a-z0-9-]{0,31}$/,
  'use 1 to 32 lower-case letters, digits or hyphens, as in shimin',
);

/** `city/office`, as in `kyoto/ukyo`. */
export const OfficePath = written(
  /^[a-z0-9][a-z0-9-]{0,31}\/[a-z0-9][a-z0-9-]{0,31}$/,
  'write city/office in lower-case letters, digits and hyphens, as in kyoto/ukyo',
);

/** `city/office/section`, as in `kyoto/ukyo/shimin`. */
export const SectionPath = written(
  /^[a-z0-9][a-z0-9-]{0,31}(\/[a-z0-9][a-z0-9-]{0,31}){2}$/,
  'write city/office/section in lower-case letters, digits and hyphens, as in kyoto/ukyo/shimin',
);

/** The first instant of the last day that `YYYY-MM-DD` can name: before it, every zone has a day for each. */
const LAST_INSTANT = Date.UTC(9999, 11, 31);

/** Integer milliseconds since 1970, UTC. */
export const Instant = z.int().nonnegative().max(LAST_INSTANT);

/** A calendar day of the office, `YYYY-MM-DD`. */
export const Day = written(/^\d{4}-\d{2}-\d{2}$/, 'write a day as YYYY-MM-DD');

/** A window's number, as painted above it. */
export const CounterId = z.int('write the number above the window, as in 1').min(1).max(999);

/** An id that never repeats: a ticket, a command. */
export const UniqueId = z.string().min(1).max(64);

/** What people see on a ticket, a sign and a board: `A012`. An existing machine's plain number is taken as it is. */
export const TicketNumber = z.string().min(1).max(12);

/** Words in Japanese and English. A plain string stands for both. */
export const LocalText = z.union(
  [
    z
      .string()
      .min(1)
      .max(120)
      .transform((text) => ({ ja: text, en: text })),
    z.object({ ja: z.string().min(1).max(120), en: z.string().min(1).max(120) }),
  ],
  'write a text of at most 120 characters, as in 市民窓口課, or { ja: 市民窓口課, en: "Citizens\' counter" }',
);

export type LocalText = { readonly ja: string; readonly en: string };

export interface OfficeAddress {
  readonly city: string;
  readonly office: string;
}
export interface SectionAddress extends OfficeAddress {
  readonly section: string;
}

/** `kyoto/ukyo` → its parts. The argument has been checked as an {@link OfficePath}. */
export function officeAddress(path: string): OfficeAddress {
  const [city = '', office = ''] = path.split('/');
  return { city, office };
}

/** `kyoto/ukyo/shimin` → its parts. The argument has been checked as a {@link SectionPath}. */
export function sectionAddress(path: string): SectionAddress {
  const [city = '', office = '', section = ''] = path.split('/');
  return { city, office, section };
}

export const officePath = (at: OfficeAddress): string => `${at.city}/${at.office}`;
export const sectionPath = (at: SectionAddress): string => `${at.city}/${at.office}/${at.section}`;
