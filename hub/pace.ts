/** How often a hub does what it does again and again. */
export interface HubPace {
  /** An office is published at most this often, and looked at as often for what time alone changes, milliseconds. */
  readonly publishEveryMs: number;
  /** After a commit that failed the next is tried no sooner, milliseconds. */
  readonly retryAfterMs: number;
  /** Forecast and accuracy of a section are made at most so often, milliseconds. */
  readonly foretellEveryMs: number;
}

export const HUB_PACE: HubPace = { publishEveryMs: 1_000, retryAfterMs: 1_000, foretellEveryMs: 60_000 };
