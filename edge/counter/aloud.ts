import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import { speaker } from '../../hardware/speaker/kind.ts';
import { announcementWords } from '../../protocol/queue/announcement.ts';
import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { isQuiet } from '../core/quiet.ts';
import type { Clock } from '../queue/clock.ts';

/** The calls of a unit's counters, said on all of its speakers. */
export interface Aloud {
  /** These counters may be called: their words are made before they are needed. */
  prepare(counters: readonly number[]): void;
  announce(call: AnnouncementMessage): void;
}

/** `shown`: the section as this unit knows it; null while the lead can't be reached. */
export function callAloud(
  devices: readonly Configured[],
  { clock, shown }: { readonly clock: Clock; readonly shown: () => WaitingMessage | null },
): Aloud {
  const speakers = devicesOf(speaker, devices);
  return {
    prepare(counters) {
      for (const { device } of speakers) device.prepare(counters);
    },
    announce(call) {
      // Without the lead nobody knows better: who was called is still called.
      const stillWanted = (): boolean =>
        shown()?.counters.some(({ counter, ticket }) => counter === call.counter && ticket === call.number) ?? true;
      for (const { device, configuration } of speakers) {
        if (configuration.quiet !== undefined && isQuiet(configuration.quiet, clock.now())) continue;
        device.announce({ ...call, words: (always) => announcementWords(call, always), stillWanted });
      }
    },
  };
}
