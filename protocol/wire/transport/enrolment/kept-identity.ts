import type { Closable, Logger } from '../../../ground/environment.ts';
import { IdentityFault, type IdentityFolder } from '../../../identity/folder.ts';

export interface KeptIdentityOptions {
  readonly folder: IdentityFolder;
  readonly logger: Logger;
}

/** A command beside this program changed a file: it is seen so soon, milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** Keeps who this machine is as its folder says it, while it runs. */
export class KeptIdentity implements Closable {
  readonly #options: KeptIdentityOptions;
  readonly #looking: NodeJS.Timeout;
  #told = '';

  constructor(options: KeptIdentityOptions) {
    this.#options = options;
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
  }

  #look(): void {
    const { folder, logger } = this.#options;
    try {
      folder.refresh();
      this.#told = '';
    } catch (error) {
      if (!(error instanceof IdentityFault)) throw error;
      if (error.message === this.#told) return;
      this.#told = error.message;
      logger.error({ fault: error.message }, 'the identity’s files are wrong; what they said before is used on');
    }
  }
}
