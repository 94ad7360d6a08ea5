import { setTimeout as delay } from 'node:timers/promises';

/** How long after its start a unit's first tickets wait for the hub's word on the numbers of the day, milliseconds. */
const PATIENCE_MS = 1_500;

/** The hub's word on which numbers it knows to be given out. */
export interface HubWord {
  /** Resolves when the hub has said it, can't be reached, or was waited for long enough; at once where there is no hub. */
  readonly heard: Promise<void>;
  /** The hub said it, or can't be reached. */
  hear(): void;
}

/**
 * A lead's log may be an older copy, or new: until the hub has said which numbers it knows, can't be reached, or has been waited
 * for long enough, no number is given out.
 */
export function awaitHubWord(hasHub: boolean): HubWord {
  let hear = (): void => undefined;
  const said = new Promise<void>((resolve) => {
    hear = resolve;
  });
  if (!hasHub) hear();
  return { heard: Promise.race([said, delay(PATIENCE_MS, undefined, { ref: false })]), hear };
}
