import type { Socket } from 'node:net';
import { type Grants, grantsOf } from '../rights.ts';
import type { Known } from './credentials.ts';

/** What a connection may send before it is accepted, bytes: one CONNECT with a will fits, a flood doesn't. */
const BYTES_BEFORE_ACCEPTED = 8 * 1024;
/** The longest packet, bytes: a run of 512 events is about 120 KB. */
const BYTES_A_PACKET = 512 * 1024;
/** What a subscriber may leave unread before it is dropped, bytes; and any one message, however long. */
const BYTES_UNREAD = 64 * 1024;
/** A message's topic and headers on the wire, that of TLS too: bytes at most. */
const BYTES_AROUND = 8 * 1024;
/** What Matazu's own clients subscribe to are four; a filter with all names at their longest has some 150 characters. */
const FILTERS = 32;
const FILTER_LENGTH = 256;

/** One client's connection: what it may make this process hold before it is accepted, within a packet, unread by it, and as filters. */
export class Connection {
  readonly socket: Socket;
  /** Of the other end; a socket that is closed, as when a last will is passed on, has none any more. */
  readonly address: string;
  /** Who is there; undefined where nobody is asked, as on loopback. */
  readonly peer: Known | undefined;
  readonly grants: Grants | undefined;
  readonly #filters = new Set<string>();
  #isAccepted = false;
  #longestGiven = 0;
  #bytesAtLastPacket = 0;

  constructor(socket: Socket, peer?: Known) {
    this.socket = socket;
    this.address = socket.remoteAddress ?? '';
    this.peer = peer;
    this.grants = peer && grantsOf(peer.identity);
  }

  /** Bytes that are held for it: of a packet that is not whole yet, and those that it has not read. */
  get heldBytes(): number {
    return this.#ofPacket + this.socket.writableLength;
  }

  /** Whether it sent more than a packet may hold. */
  get isTooLong(): boolean {
    return this.#ofPacket > (this.#isAccepted ? BYTES_A_PACKET : BYTES_BEFORE_ACCEPTED);
  }

  /** Its CONNECT is right. */
  accepted(): void {
    this.#isAccepted = true;
    this.progressed();
  }

  /** A whole packet came in. */
  progressed(): void {
    this.#bytesAtLastPacket = this.socket.bytesRead;
  }

  /** A message of so many bytes is for it; false: it has stopped reading. */
  mayGive(bytes: number): boolean {
    if (this.socket.writableLength > Math.max(BYTES_UNREAD, this.#longestGiven + BYTES_AROUND)) return false;
    this.#longestGiven = Math.max(this.#longestGiven, bytes);
    return true;
  }

  /** Whether a filter lies within the contract's root and is one of few. One that may is counted until it is given up. */
  maySubscribe(filter: string): boolean {
    if (!/^matazu(\/|$)/.test(filter) || filter.length > FILTER_LENGTH) return false;
    if (this.#filters.size >= FILTERS && !this.#filters.has(filter)) return false;
    this.#filters.add(filter);
    return true;
  }

  unsubscribed(filters: readonly string[]): void {
    for (const filter of filters) this.#filters.delete(filter);
  }

  get #ofPacket(): number {
    return this.socket.bytesRead - this.#bytesAtLastPacket;
  }
}
