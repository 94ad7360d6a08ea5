import { sectionAddress } from '../../protocol/ground/identifiers.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { businessNumbers } from '../../protocol/queue/numbers.ts';
import { encode } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';
import type { SectionProjection } from '../core/section-projection.ts';

/** Tells a section's lead up to where its log is durable here; `withNumbers`: and which numbers were issued last on its day. */
export type Acknowledge = (section: string, position: LogPosition, withNumbers?: boolean) => void;

export function acknowledgeBy(
  bus: () => Bus | undefined,
  sectionOf: (path: string) => SectionProjection | undefined,
): Acknowledge {
  return (section, position, withNumbers = false) => {
    const state = withNumbers ? sectionOf(section)?.state : undefined;
    const numbers = state === undefined ? undefined : businessNumbers(state);
    const message = { ...position, ...(numbers === undefined ? {} : { numbers }) };
    bus()?.publish(encode('acked', sectionAddress(section), message));
  };
}
