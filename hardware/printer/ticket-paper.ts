import type { Logger } from '../../protocol/ground/environment.ts';
import { faultOf } from '../fault.ts';
import { type Layout, readLayout } from './layout-files.ts';
import type { TicketContent } from './printer.ts';
import type { PrinterConfiguration } from './printer-configuration.ts';
import { type TicketBytes, ticketBytes } from './ticket-layout.ts';
import type { Typeface } from './typeface.ts';

export interface TicketPaperOptions {
  readonly configuration: PrinterConfiguration;
  readonly loadTypeface: () => Promise<Typeface>;
  readonly logger: Logger;
}

/** Tickets as one printer's bytes. The machine's fonts are loaded when a ticket first needs them: most never do. */
export class TicketPaper {
  readonly #options: TicketPaperOptions;
  readonly #layout: Layout;
  #typeface: Promise<Typeface | null> | null = null;
  #lacking: string | null = null;

  constructor(options: TicketPaperOptions) {
    this.#options = options;
    const { layout, width } = options.configuration;
    this.#layout = readLayout(layout, width).layout;
  }

  /** What staff should know of characters that could not be printed; null while there were none. */
  get lacking(): string | null {
    return this.#lacking;
  }

  async bytes(content: TicketContent): Promise<Uint8Array> {
    const typed = this.#set(content, null);
    if (typed.substituted.length === 0) return typed.bytes;
    this.#typeface ??= this.#load();
    const typeface = await this.#typeface;
    const set = typeface === null ? typed : this.#set(content, typeface);
    if (set.missing.length > 0) this.#tell(set.missing, typeface);
    return set.bytes;
  }

  #set(content: TicketContent, typeface: Typeface | null): TicketBytes {
    const { width, encoding } = this.#options.configuration;
    return ticketBytes(content, { width, encoding, layout: this.#layout, typeface });
  }

  async #load(): Promise<Typeface | null> {
    const { loadTypeface, logger, configuration } = this.#options;
    try {
      return await loadTypeface();
    } catch (error) {
      logger.warn({ device: configuration.id }, faultOf(error, 'fonts').message);
      return null;
    }
  }

  #tell(missing: readonly string[], typeface: Typeface | null): void {
    const { logger, configuration } = this.#options;
    const remedy =
      typeface === null
        ? 'npm install @napi-rs/canvas && sudo apt install fonts-noto-cjk'
        : 'sudo apt install fonts-noto-cjk';
    logger.warn(
      { device: configuration.id, missing },
      `the printer has no type for these characters and no font draws them; 〓 is printed in their place. Mend it with: ${remedy}`,
    );
    const characters = missing.join('').slice(0, 12);
    this.#lacking = `「${characters}」を印字できず、〓で代用しています。システム担当に連絡してください（${remedy}）。`;
  }
}
