import { z } from 'zod';
import { TimeOfDay, TimeZone } from '../../protocol/ground/configuration.ts';
import { CounterId, Identifier } from '../../protocol/ground/identifiers.ts';
import { announcementLanguages } from '../../protocol/queue/announcement.ts';
import { SpeakerLinkConfiguration } from '../links/link-configuration.ts';

const NITECH = '/usr/share/hts-voice/nitech-jp-atr503-m001/nitech_jp_atr503_m001.htsvoice';

export const SpeakerConfiguration = z.strictObject({
  id: Identifier,
  kind: z.literal('speaker'),
  driver: z.literal('speech'),
  link: SpeakerLinkConfiguration.default({ alsa: 'default' }),
  /** The counters whose calls are said here; all of the section's where it is left out. */
  counters: z.array(CounterId).min(1).max(200).optional(),
  /** Said of every call, Japanese first; the ticket's own language follows. */
  languages: z.array(z.enum(announcementLanguages)).max(4).default(['ja']),
  /** The loudest moment, percent of full scale. */
  volume: z.int().min(1).max(100).default(80),
  /** How fast it is said; 1 is a calm hall's. */
  rate: z.number().min(0.5).max(2).default(1),
  chime: z.enum(['ding-dong', 'rising', 'none']).default('ding-dong'),
  /** Hours in which nothing sounds; the boards go on. From the evening to the morning where `from` is later than `to`. */
  quiet: z.strictObject({ from: TimeOfDay, to: TimeOfDay, timezone: TimeZone.default('Asia/Tokyo') }).optional(),
  /** A call that could not be said within this is not said any more: newer ones matter. */
  expiresAfterSeconds: z.int().min(5).max(600).default(45),
  /** Rendered phrases; the least recently used make room. */
  cache: z
    .strictObject({
      folder: z.string().min(1).default('./data/speech'),
      megabytes: z.int().min(1).max(10_000).default(200),
    })
    .prefault({}),
  /** Open JTalk's dictionary and voice. */
  dictionary: z.string().min(1).default('/var/lib/mecab/dic/open-jtalk/naist-jdic'),
  voice: z.string().min(1).default(NITECH),
});
export type SpeakerConfiguration = z.infer<typeof SpeakerConfiguration>;
