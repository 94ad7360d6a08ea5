import type { Closable, Logger, Now } from '../../../ground/environment.ts';
import { IdentityFault } from '../../../identity/files.ts';
import type { IdentityFolder } from '../../../identity/folder.ts';
import type { Answer } from '../../../identity/join.ts';

/** A number from 0 to less than 1. */
type Random = () => number;

export interface KeptIdentityOptions {
  readonly folder: IdentityFolder;
  readonly logger: Logger;
  readonly random: Random;
  /** By which it is renewed where no clock can be believed: late at worst, or too soon. Left out where others would have to believe it. */
  readonly clock?: Now | undefined;
  /** A certificate for a request, of whoever signs; null where no way leads there. */
  readonly renew: () => ((request: string) => Promise<Answer>) | null;
  /** Hears when what there is to tell of the certificate may have changed. */
  readonly changed: () => void;
}

/** What somebody has to know of a machine's certificate: nobody renews it, or it has ended. */
export interface LateCertificate {
  readonly state: 'not-renewed' | 'ended';
  readonly endsAt: number;
  /** Whether it is renewed over the network, when there is one again. */
  readonly bySelf: boolean;
}

/** A command beside this program changed a file: it is seen so soon, milliseconds. */
const LOOK_EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** All machines of a city that came in on one day don't come back at one moment. */
const SPREAD_MS = DAY_MS;
/** Between two tries, milliseconds. */
const RETRY_MS = { least: HOUR_MS / 6, spread: HOUR_MS };
const TOLD_EVERY_MS = DAY_MS;

/** Keeps who this machine is as its folder says it, while it runs, and its certificate from ending. */
export class KeptIdentity implements Closable {
  readonly #options: KeptIdentityOptions;
  readonly #spreadMs: number;
  #looking: NodeJS.Timeout | undefined;
  #toldFault = '';
  #isRenewing = false;
  #triedAt = Number.NEGATIVE_INFINITY;
  #nextTryAt = Number.NEGATIVE_INFINITY;
  #nextToldAt = Number.NEGATIVE_INFINITY;
  #late: LateCertificate['state'] | undefined;

  constructor(options: KeptIdentityOptions) {
    this.#options = options;
    this.#spreadMs = options.random() * SPREAD_MS;
  }

  /** Looks at it now, and from then on again and again. Resolves when what was due at once was done, or tried. */
  async begin(): Promise<void> {
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
    await this.#look();
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
  }

  /** Null where all is well, or no clock here can be believed. */
  get late(): LateCertificate | null {
    const { folder, renew } = this.#options;
    if (this.#late === undefined) return null;
    return { state: this.#late, endsAt: folder.endsAt, bySelf: renew() !== null };
  }

  async #look(): Promise<void> {
    this.#refresh();
    const { folder, clock } = this.#options;
    const believed = folder.now();
    const now = believed ?? clock?.();
    if (now === undefined) return;
    const { renewsAt } = folder;
    const renew = this.#options.renew();
    const isDue = now >= renewsAt + this.#spreadMs || this.#late !== undefined;
    // A clock that was ahead at the last try, and was set right since, puts nothing off.
    const isTurn = now >= this.#nextTryAt || now < this.#triedAt;
    if (renew !== null && isDue && isTurn && !this.#isRenewing) await this.#renew(renew, now);
    if (believed !== null) this.#tell(now);
  }

  #refresh(): void {
    const { folder, logger } = this.#options;
    try {
      folder.refresh();
      this.#toldFault = '';
    } catch (error) {
      if (!(error instanceof IdentityFault)) throw error;
      if (error.message === this.#toldFault) return;
      this.#toldFault = error.message;
      logger.error({ fault: error.message }, 'the identity’s files are wrong; what they said before is used on');
    }
  }

  async #renew(renew: (request: string) => Promise<Answer>, now: number): Promise<void> {
    const { folder, logger, random } = this.#options;
    this.#isRenewing = true;
    this.#triedAt = now;
    this.#nextTryAt = now + RETRY_MS.least + random() * RETRY_MS.spread;
    try {
      const { makeRequest } = await import('../../../identity/authority/authority.ts');
      const { request, key } = await makeRequest();
      folder.renew({ ...(await renew(request)), key });
      // By a clock that is ahead the new one is due again.
      if (folder.now() === null) this.#nextTryAt = now + DAY_MS;
      logger.info({ until: new Date(folder.endsAt).toISOString() }, 'the certificate was renewed');
    } catch (error) {
      if (now >= this.#nextToldAt) {
        this.#nextToldAt = now + TOLD_EVERY_MS;
        logger.warn({ err: error }, 'the certificate could not be renewed; it is tried again within the hour');
      }
    } finally {
      this.#isRenewing = false;
    }
  }

  /** Who can't renew it by themselves is told when it is due, all others when half of the time that is left is over. */
  #tell(now: number): void {
    const { folder, renew, changed } = this.#options;
    const { renewsAt, endsAt } = folder;
    const lateAt = renew() === null ? renewsAt : (renewsAt + endsAt) / 2;
    const before = this.#late;
    this.#late = now > endsAt ? 'ended' : now > lateAt ? 'not-renewed' : undefined;
    if (this.#late !== before) changed();
  }
}
