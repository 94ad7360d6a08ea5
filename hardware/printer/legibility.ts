/** So many more unreadable bytes than readable replies: the line is bad, or what is there is another device. */
const GARBLED_AFTER_BYTES = 8;

/** Whether what a printer says can be read: unreadable bytes count against it, each reply for it, and neither for long. */
export class Legibility {
  #garbageBytes = 0;

  get garbled(): boolean {
    return this.#garbageBytes > GARBLED_AFTER_BYTES;
  }

  unreadable(): void {
    this.#garbageBytes += 1;
  }

  readable(): void {
    this.#garbageBytes = Math.max(0, Math.min(this.#garbageBytes, GARBLED_AFTER_BYTES * 2) - 1);
  }
}
