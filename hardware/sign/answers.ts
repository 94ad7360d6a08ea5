import type { Condition } from '../device.ts';
import { ACK, NAK } from './frames.ts';
import type { SignEar } from './line-sign.ts';

/** Frames without an answer, of a sign that did answer, after which someone should look. */
const MISSED_ANSWERS = 3;
/** Frames refused in a row, or answers that are none, after which the line counts as bad. */
const REFUSED = 3;

/** What one connection's answers tell of a sign. */
export class Answers implements SignEar {
  #answered = false;
  #unanswered = 0;
  #refused = 0;

  /** A frame went out. */
  sent(): void {
    this.#unanswered += 1;
  }

  /** On a line of its own each byte is an answer. One that is refused once is sent again at once; a line that stays bad waits. */
  hear(byte: number): 'again' | 'enough' {
    if (byte === ACK) this.acknowledged();
    else if (this.refused() && byte === NAK) return 'again';
    return 'enough';
  }

  acknowledged(): void {
    this.#answered = true;
    this.#unanswered = 0;
    this.#refused = 0;
  }

  /** It was refused, or the answer is none. True the first time in a row: then it is worth trying again at once. */
  refused(): boolean {
    this.#refused += 1;
    return this.#refused === 1;
  }

  condition(): Condition {
    if (this.#refused >= REFUSED) return { state: 'attention', detail: GARBLED };
    if (this.#answered && this.#unanswered > MISSED_ANSWERS) return { state: 'attention', detail: SILENT };
    return this.#answered ? { state: 'ok', detail: null } : { state: 'unknown', detail: UNHEARD };
  }
}

const GARBLED = '番号表示器との通信が乱れています。ケーブルの差し込みと通信速度の設定を確認してください。';
const SILENT = '番号表示器が応答しません。番号が正しく出ているか確認し、電源とケーブルを確認してください。';
const UNHEARD = '番号表示器からまだ応答がありません。番号が出ているか目で確認してください。';
