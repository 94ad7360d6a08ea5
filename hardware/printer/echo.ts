/** Notices that what was asked comes back as it was sent. DLE EOT is the answer to no DLE EOT: its fixed bits are others. */
export class Echo {
  #sent: Uint8Array = new Uint8Array();
  #matched = 0;
  #heard = false;

  /** Whether the last request came back. */
  get heard(): boolean {
    return this.#heard;
  }

  sent(request: Uint8Array): void {
    this.#sent = request;
    this.#matched = 0;
    this.#heard = false;
  }

  take(byte: number): void {
    if (byte === this.#sent[this.#matched]) this.#matched += 1;
    else this.#matched = byte === this.#sent[0] ? 1 : 0;
    if (this.#sent.length > 0 && this.#matched === this.#sent.length) this.#heard = true;
  }
}
