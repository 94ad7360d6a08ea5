import type { Finding } from '../../hardware/finding.ts';
import { placeOf } from '../../hardware/links/link-configuration.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { Probed } from './probe-device.ts';

const MARK = { there: '✓', lacking: '△', missing: '✗' } as const;

/** All devices of a unit, a row each: what is there; below it what was found, and the commands that mend what is missing. */
export function table(probed: readonly Probed[]): string[] {
  const rows = probed.map(({ device, view, works }) => [
    works ? MARK.there : MARK.missing,
    device.id,
    `${device.kind} (${device.driver})`,
    placeOf(device.link),
    view.state,
  ]);
  const head = ['', 'device', 'kind', 'at', 'state'];
  // Everything in a column is ASCII, so a character is a place wide; what has Japanese in it stands on lines of its own.
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const below = (each: Probed): string[] => said(each).map((text) => `     ${text}`);
  return [line(head), ...probed.flatMap((each, i) => [line(rows[i] ?? []), ...below(each)])];
}

/** One device, told at length. */
export function report(probed: Probed): string[] {
  const { device } = probed;
  return [`${device.id}: ${device.kind}, driver ${device.driver}, at ${placeOf(device.link)}`, ...said(probed)];
}

function said({ view, findings }: Probed): string[] {
  // A link that cannot be opened is told by its finding, with the command; the driver's words for staff would say it again.
  const known = view.state === 'offline' && findings.some(({ is }) => is === 'missing');
  return [...(known ? [] : [verdict(view)]), ...findings.flatMap(findingLines)];
}

/** What was found, in two lines, and the command that mends it. */
export const findingLines = ({ is, what, command }: Finding): string[] => [
  `${MARK[is]} ${what.ja}`,
  `  ${what.en}`,
  ...(command === null ? [] : [`    $ ${command}`]),
];

function verdict({ state, detail }: DeviceView): string {
  const why = detail === null ? '' : `：${detail}`;
  switch (state) {
    case 'ok':
      return '✓ 正常です / ok: it is there and answers';
    case 'attention':
      return `△ 動作中ですが確認が必要です${why} / attention: it works, but look after it soon`;
    case 'fault':
      return `✗ 動作しません${why} / fault: it is there and does not work`;
    case 'offline':
      return `✗ 接続できません${why} / offline: it cannot be reached`;
    case 'unknown':
      return `✗ 応答がありません${why} / unknown: it is connected and says nothing; check that the right device is on this port`;
    default:
      return state satisfies never;
  }
}
