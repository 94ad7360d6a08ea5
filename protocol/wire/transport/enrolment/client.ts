import { request as httpRequest } from 'node:http';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { type Code, isOf } from '../../../identity/authority/code.ts';
import type { IdentityFolder } from '../../../identity/folder.ts';
import { type Identity, isSame } from '../../../identity/identity.ts';
import { namedIn, peerOf, WHENEVER } from '../../../identity/peer.ts';
import { connectSecurely } from '../credentials.ts';
import { ProblemDocument } from '../problem.ts';
import { EnrolAnswer } from './messages.ts';

type Answer = typeof EnrolAnswer._output;

/** Why whoever signs gave no certificate, and what to do; Japanese and English. */
export class EnrolmentFault extends Error {
  override readonly name = 'EnrolmentFault';
}

/** Whoever does not answer within so long is not there, milliseconds. */
const WITHIN_MS = 15_000;
const LONGEST_ANSWER = 128 * 1024;

/** Comes in by a code: it is said to nobody but who made it. @throws EnrolmentFault */
export async function enrol(code: Code, { text, request }: { text: string; request: string }): Promise<Answer> {
  const address = addressOf(code.at);
  const socket = await secured(
    connect({ ...address, ...serverNameOf(address.host), minVersion: 'TLSv1.3', rejectUnauthorized: false }),
    code.at,
  );
  const why = doubtOf(socket, code.fingerprint);
  if (why !== undefined) {
    socket.destroy();
    throw new EnrolmentFault(why);
  }
  return ask(socket, { at: code.at, path: '/api/v1/enrol', body: { code: text, request } });
}

/** Renews the certificate of a machine, by that certificate. @throws EnrolmentFault */
export async function renew(folder: IdentityFolder, { at, request }: { at: string; request: string }): Promise<Answer> {
  const expects = (identity: Identity): boolean =>
    folder.authorities.some((authority) => isKeeper(identity, namedIn(authority)));
  const socket = await secured(connectSecurely(folder, { ...addressOf(at), expects }), at);
  return ask(socket, { at, path: '/api/v1/renew', body: { request } });
}

const isKeeper = (identity: Identity, keeper: Identity | undefined): boolean =>
  keeper !== undefined && isSame(identity, keeper) && identity.role === keeper.role;

/** `host:port`, of IPv6 `[host]:port`. */
export function addressOf(at: string): { readonly host: string; readonly port: number } {
  const colon = at.lastIndexOf(':');
  return { host: at.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(at.slice(colon + 1)) };
}

const serverNameOf = (host: string) => (isIP(host) === 0 ? { servername: host } : {});

/** Why the other end is not who made the code; undefined where it is. */
function doubtOf(socket: TLSSocket, fingerprint: Uint8Array): string | undefined {
  const shown = socket.getPeerX509Certificate();
  const authority = shown?.issuerCertificate;
  if (shown === undefined || authority === undefined || !isOf(fingerprint, authority.raw))
    return '接続先は、この招待コードを発行したところではありません。何も送りませんでした。アドレスとコードを確かめてください / the other end is not who made this code, and was told nothing: check the address and the code';
  const peer = peerOf(shown.raw, { authorities: [authority], ...WHENEVER });
  if ('identity' in peer && isKeeper(peer.identity, namedIn(authority))) return undefined;
  return '接続先は認証局ではない端末です。何も送りませんでした。ネットワークの管理者に知らせてください / the other end is another machine of this authority, not the authority, and was told nothing: tell whoever runs the network';
}

async function secured(socket: TLSSocket, at: string): Promise<TLSSocket> {
  const fault = (error: NodeJS.ErrnoException): EnrolmentFault =>
    new EnrolmentFault(
      `${at} につながりません。アドレスとネットワークを確かめてください / it can't be reached (${error.code ?? error.message}): check the address and the network`,
    );
  return new Promise((resolve, reject) => {
    socket.setTimeout(WITHIN_MS, () => socket.destroy(new Error('no answer')));
    socket.once('error', (error) => reject(fault(error)));
    // Whoever looks at the other end has done so by now, and ended it.
    socket.once('secureConnect', () => {
      if (!socket.destroyed) resolve(socket);
    });
  });
}

interface Asked {
  readonly at: string;
  readonly path: string;
  readonly body: object;
}

async function ask(socket: TLSSocket, { at, path, body }: Asked): Promise<Answer> {
  const { status, text } = await post(socket, path, body).catch((error: Error) => {
    throw new EnrolmentFault(`${at} から答えがありません / it gave no answer (${error.message}); try again`);
  });
  const told = parsed(text);
  if (status !== 200) {
    const problem = ProblemDocument.safeParse(told).data;
    throw new EnrolmentFault(
      problem === undefined ? `${at} answered with status ${status}` : `${problem.detail} / ${problem.messageEn ?? ''}`,
    );
  }
  const answer = EnrolAnswer.safeParse(told);
  if (answer.success) return answer.data;
  throw new EnrolmentFault(`${at} が送ったものは証明書ではありません / what it sent is no certificate`);
}

function post(socket: TLSSocket, path: string, body: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const payload = JSON.stringify(body);
    const headers = { host: 'enrolment', 'content-type': 'application/json', connection: 'close' };
    const request = httpRequest({ createConnection: () => socket, method: 'POST', path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > LONGEST_ANSWER) request.destroy(new Error('too long an answer'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(payload);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
