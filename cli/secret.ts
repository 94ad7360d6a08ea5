import { readFileSync } from 'node:fs';
import { writtenText } from './load-configuration.ts';

/** The content of a secret's file, without the line end. @throws ConfigurationFault where it can't be read or is not UTF-8 */
export function readSecret(file: string): string {
  return writtenText(file, contentOf(file), 'passwordFile, and that the file is the service user’s').trimEnd();
}

function contentOf(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
