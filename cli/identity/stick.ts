import { readFileSync } from 'node:fs';
import { blocksOf, IdentityFault } from '../../protocol/identity/files.ts';
import type { Answer } from '../../protocol/identity/join.ts';

/** What goes to and fro on a stick: first the request, then in its place the answer. PEM, as other tools read it. */
export interface Carried extends Answer {
  /** `host:port` where it is renewed; undefined where no network leads there. */
  readonly signer: string | undefined;
}

const SIGNER = /^renew at: (\S+)$/m;

export const carriedText = ({ certificate, authorities, signer }: Carried): string =>
  `${signer === undefined ? '' : `renew at: ${signer}\n`}${certificate.trim()}\n${authorities.trim()}\n`;

/** @throws IdentityFault where the file can't be read, or is none */
export function readCarried(file: string): Carried {
  const text = readGiven(file);
  const [certificate, ...authorities] = blocksOf(text, 'CERTIFICATE');
  if (certificate === undefined || authorities.length === 0)
    throw new IdentityFault(`${file} has no answer in it: run "matazu sign ${file}" at the authority first`);
  return { certificate, authorities: authorities.join('\n'), signer: SIGNER.exec(text)?.[1] };
}

/** @throws IdentityFault */
export function readRequest(file: string): string {
  const [request] = blocksOf(readGiven(file), 'CERTIFICATE REQUEST');
  if (request !== undefined) return request;
  throw new IdentityFault(`${file} has no request in it: run "matazu join --request ${file}" on the machine first`);
}

/** @throws IdentityFault */
export function readGiven(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new IdentityFault(`${file} cannot be read: check its name, and that the stick is there`);
  }
}
