/** How long a condition may take to come about before it counts as never. Generous: machines are shared. */
const NEVER_MS = 30_000;
const LOOK_EVERY_MS = 15;

/**
 * Resolves with the first value that isn't `undefined` or `false`. A look that throws or rejects counts as "not yet".
 *
 * @throws an error that names the condition, and what the last look came to
 */
export async function until<T>(
  condition: string,
  look: () => T | Promise<T>,
  { neverMs = NEVER_MS }: { readonly neverMs?: number } = {},
): Promise<Exclude<T, undefined | false>> {
  const startedMs = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (performance.now() - startedMs > neverMs) {
      throw new Error(`waited for ${neverMs} ms in vain until ${condition}; last: ${describe(last)}`, {
        cause: last instanceof Error ? last : undefined,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const describe = (last: unknown): string => (last instanceof Error ? last.message : JSON.stringify(last));
