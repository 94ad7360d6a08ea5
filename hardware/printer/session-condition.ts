import type { Condition } from '../device.ts';
import type { PrinterSession } from './printer-session.ts';
import { conditionOf } from './status.ts';

export interface Known {
  readonly proof: 'process-id' | 'sent';
  /** Whether this printer ever answered, on whichever connection. */
  readonly answeredOnce: boolean;
  /** What staff should know of characters that could not be printed. */
  readonly lacking: string | null;
}

/** What a connected printer is, in the words of the staff. */
export function sessionCondition(session: PrinterSession, { proof, answeredOnce, lacking }: Known): Condition {
  if (session.echoes) return { state: 'fault', detail: ECHOES };
  if (session.stuck) return { state: 'fault', detail: STUCK };
  if (session.garbled) return { state: 'attention', detail: GARBLED };
  if (session.answers) return conditionOf(session.status, lacking);
  if (answeredOnce) return { state: 'attention', detail: WENT_SILENT };
  return proof === 'sent' ? { state: 'ok', detail: null } : { state: 'unknown', detail: MUTE };
}

const ECHOES =
  'プリンターではない機器につながっているようです（送った信号がそのまま返ります）。ケーブルの差し込み先を確認してください。';
const STUCK =
  'プリンターがデータを受け取りません。カバー、用紙、エラーランプを確認してください。直らないときは電源を入れ直してください。';
const GARBLED =
  'プリンターからの信号が読み取れません。ケーブルの差し込み、通信速度の設定、機種が合っているかを確認してください。';
const WENT_SILENT =
  'プリンターが応答しなくなりました。番号札が出ているか確認し、プリンターの電源を入れ直してください。';
const MUTE = 'このプリンターは状態を返しません。用紙切れは検知できないため、ときどき目で確認してください。';
