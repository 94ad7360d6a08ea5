import type { BenchLink } from './bench-view.ts';

export interface AddressesOptions {
  readonly links: readonly BenchLink[];
  readonly benchUrl: string;
  readonly speed: number;
  readonly seed: number;
}

/** What the demo prints when everything is open. */
export function addresses({ links, benchUrl, speed, seed }: AddressesOptions): string {
  const bench = {
    label: { ja: '模擬機器（用紙・ボタン・故障）', en: 'Simulated devices: paper, buttons, faults' },
    url: `${benchUrl}/`,
  };
  const [congestion, ...ofLeads] = links;
  const all = [...(congestion === undefined ? [] : [congestion]), bench, ...ofLeads];
  const widest = Math.max(...all.map(({ url }) => url.length));
  const lines = all.map(({ url, label }) => `  ${url.padEnd(widest)}  ${label.ja}  ${label.en}`);
  return [
    '',
    `待たず — 区役所のデモが動いています（${speed}倍速、種 ${seed}）。Ctrl-C で終わります。`,
    `Matazu — the demo is running, ${speed} times a watch, seed ${seed}. Ctrl-C stops it.`,
    '',
    ...lines,
    '',
    '',
  ].join('\n');
}

/** Tells on one line of a terminal how far a start has come; elsewhere it says nothing. */
export function progressLine(out: NodeJS.WriteStream): (done: number, of: number, what: string) => void {
  if (!out.isTTY) return () => undefined;
  return (done, of, what) => {
    const line = done >= of ? '' : `起動しています Starting ${done + 1}/${of} ${what}`;
    out.write(`\r\u001b[K${line}`);
  };
}
