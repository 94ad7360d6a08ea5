import type { CardReader, CardTap } from '../../hardware/card-reader/card-reader.ts';
import { cardReader } from '../../hardware/card-reader/kind.ts';
import { type Configured, devicesOf } from '../../hardware/open-device.ts';
import type { CounterContext } from './counter-context.ts';
import type { KnownCard, StaffCards } from './staff-cards.ts';

const NOT_ENROLLED =
  'この職員カードは、この窓口に登録されていません（または1か月以上使われていません）。登録してください。';
const CARDS_UNREADABLE =
  '職員カードの登録を読み書きできません。システム担当に連絡してください（data フォルダーの所有者）。';

/**
 * What a staff card on a reader asks for. It opens the counter for its duty, takes over one that is open for another, and
 * resumes a paused one; the card that opened a counter closes it, unless its owner is about to sign in with it. Only the duty is asked of the lead: nothing of the card
 * leaves this unit. Who opened is known until the unit restarts; after that a card's first tap changes nothing.
 */
export function hearTaps(devices: readonly Configured[], cards: StaffCards, context: CounterContext): void {
  const tapped = staffTaps(cards, context);
  for (const { device } of devicesOf(cardReader, devices)) device.onTap((tap) => tapped(device, tap));
}

function staffTaps(cards: StaffCards, { logger, shown, onCommand, taps }: CounterContext) {
  const openedBy = new Map<number, string>();
  return (reader: CardReader, { id, counter, device }: CardTap): void => {
    let known: KnownCard | null;
    try {
      known = cards.recognise(id);
      taps.put(counter, cards.standsFor(id));
    } catch (error) {
      // The whole error names the card's file.
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
      logger.error({ device, code }, 'the staff cards could not be read or written; check who owns the data folder');
      return reader.tell(CARDS_UNREADABLE);
    }
    const signsIn = taps.isExpected(counter);
    if (known === null && signsIn) return;
    if (known === null) {
      logger.info({ device }, 'a card was put on the reader that is not enrolled');
      return reader.tell(NOT_ENROLLED);
    }
    const isOpen = shown()?.counters.some((each) => each.counter === counter && each.state === 'open') ?? false;
    const who = `${known.card} ${known.duty}`;
    if (isOpen && openedBy.get(counter) === who) {
      if (!signsIn) onCommand({ type: 'close-counter', counter }, device);
      return;
    }
    openedBy.set(counter, who);
    onCommand({ type: 'open-counter', counter, duty: known.duty }, device);
  };
}
