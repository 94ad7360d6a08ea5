import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';

/** Somebody at the terminal beside a real device, who does what is asked and says what is seen. */
export interface Person {
  /** Resolves when Enter was pressed. */
  does(what: string): Promise<void>;
  /** Resolves where the answer is yes. @throws where it is not */
  sees(what: string): Promise<void>;
  leaves(): void;
}

export function personAtTerminal(): Person {
  const input = createReadStream('/dev/tty');
  const terminal = createWriteStream('/dev/tty');
  const lines: Interface = createInterface({ input });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (words: string): Promise<string> => {
    terminal.write(`\n${words} `);
    return String((await answers.next()).value ?? '').trim();
  };
  return {
    async does(what) {
      await ask(`${what}, then Enter:`);
    },
    async sees(what) {
      if (!/^y/i.test(await ask(`${what} (y/n):`))) throw new Error(`not so: ${what}`);
    },
    leaves() {
      lines.close();
      input.destroy();
      terminal.destroy();
    },
  };
}

/** What `variable` says of a real device, JSON: `MATAZU_SIGN='{"link":{"serial":"/dev/ttyUSB1"}}'`; null where it is not set. */
export function realDevice(variable: string): object | null {
  const text = process.env[variable];
  if (text === undefined) return null;
  const settings: unknown = JSON.parse(text);
  if (typeof settings !== 'object' || settings === null) throw new Error(`${variable} is no object: ${text}`);
  return settings;
}
