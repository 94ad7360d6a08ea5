import type { Condition } from '../device.ts';

/** What the printer says of itself. */
export interface PrinterStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly feeding: boolean;
  readonly paper: 'enough' | 'near-end' | 'out';
  readonly cutterError: boolean;
  readonly fatalError: boolean;
  /** Mends itself: the head is too hot, for example. */
  readonly passingError: boolean;
}

export const allWell: PrinterStatus = {
  offline: false,
  coverOpen: false,
  feeding: false,
  paper: 'enough',
  cutterError: false,
  fatalError: false,
  passingError: false,
};

/** The real-time requests DLE EOT n, in the order in which they are asked. */
export const REAL_TIME = [1, 2, 3, 4] as const;
export type RealTime = (typeof REAL_TIME)[number];

/** The answer `byte` to DLE EOT `n`. */
export function withRealTime(status: PrinterStatus, n: RealTime, byte: number): PrinterStatus {
  const has = (bits: number): boolean => (byte & bits) !== 0;
  switch (n) {
    case 1:
      // Online again: a cause that DLE EOT 2 to 4 of this model do not tell is over as well.
      return has(0x08) ? { ...status, offline: true } : { ...status, offline: false, coverOpen: false, feeding: false };
    case 2:
      return {
        ...status,
        coverOpen: has(0x04),
        feeding: has(0x08),
        paper: has(0x20) ? 'out' : status.paper === 'out' ? 'enough' : status.paper,
      };
    case 3:
      return { ...status, cutterError: has(0x08), fatalError: has(0x20), passingError: has(0x40) };
    case 4:
      return { ...status, paper: has(0x60) ? 'out' : has(0x0c) ? 'near-end' : 'enough' };
  }
}

/** The four bytes of automatic status (GS a). */
export function withAutomatic(bytes: readonly [number, number, number, number]): PrinterStatus {
  const [first, second, third] = bytes;
  return {
    offline: (first & 0x08) !== 0,
    coverOpen: (first & 0x20) !== 0,
    feeding: (first & 0x40) !== 0,
    cutterError: (second & 0x08) !== 0,
    fatalError: (second & 0x20) !== 0,
    passingError: (second & 0x40) !== 0,
    paper: (third & 0x0c) !== 0 ? 'out' : (third & 0x03) !== 0 ? 'near-end' : 'enough',
  };
}

/** Whether a ticket that is sent now would come out. */
export function canPrint(status: PrinterStatus): boolean {
  return (
    !status.offline &&
    !status.coverOpen &&
    !status.cutterError &&
    !status.fatalError &&
    !status.passingError &&
    status.paper !== 'out'
  );
}

/** In the words of the staff; the cause that a hand can mend comes first. `lacking`: what else staff should know while all is well. */
export function conditionOf(status: PrinterStatus, lacking: string | null = null): Condition {
  const fault = (detail: string): Condition => ({ state: 'fault', detail });
  if (status.coverOpen)
    return fault('プリンターのカバーが開いています。しっかり閉めてください。続きは自動で印刷します。');
  if (status.paper === 'out')
    return fault('用紙がありません。新しいロール紙に交換してください。続きは自動で印刷します。');
  if (status.cutterError)
    return fault('カッターに紙が詰まっています。カバーを開けて紙を取り除き、プリンターの電源を入れ直してください。');
  if (status.fatalError) return fault('プリンターが故障しています。電源を入れ直し、直らないときは交換してください。');
  if (status.passingError) return fault('プリンターが熱くなり休んでいます。そのままお待ちください。');
  if (status.offline)
    return fault(
      'プリンターが停止しています。紙送りボタンとエラーランプを確認し、直らないときは電源を入れ直してください。',
    );
  if (status.paper === 'near-end')
    return { state: 'attention', detail: '用紙が残りわずかです。新しいロール紙を用意してください。' };
  return lacking === null ? { state: 'ok', detail: null } : { state: 'attention', detail: lacking };
}
