export interface DrawnPicture {
  readonly x: number;
  readonly y: number;
  /** Row by row, true is black; as wide as the widest run, rounded up to whole bytes. */
  readonly has: readonly (readonly boolean[])[];
}

/** The pictures on a simulated paper, from the top, one dot of theirs a dot of the printer's. */
export function picturesOf(svg: string): DrawnPicture[] {
  const paths = [...svg.matchAll(/<path transform="translate\((\d+) (\d+)\) scale\(1\)"[^>]* d="([^"]*)"/g)];
  return paths.map(([, x, y, d]) => {
    const runs = [...(d ?? '').matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, from, row, length]) => ({
      from: Number(from),
      row: Number(row),
      to: Number(from) + Number(length),
    }));
    const width = Math.ceil(Math.max(0, ...runs.map(({ to }) => to)) / 8) * 8;
    const height = Math.max(0, ...runs.map(({ row }) => row + 1));
    const has = Array.from({ length: height }, () => Array.from({ length: width }, () => false));
    for (const { from, row, to } of runs) has[row]?.fill(true, from, to);
    return { x: Number(x), y: Number(y), has };
  });
}
