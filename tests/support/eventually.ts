/** Waits until `look` returns something other than undefined or false; a rejection counts as "not yet". Fails with what was last seen. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 15_000,
): Promise<T> {
  const until = performance.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until) throw new Error(`not within ${limitMs} ms: ${what} (last seen: ${String(last)})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
