/**
 * What is open while a test fails and can be looked at: CI shows only what was printed, so a failed story says what its page showed.
 * A module of its own, because every test file loads it and only stories load Chromium.
 */
const witnesses = new Set<(name: string) => Promise<string>>();

/** Asked after each failed test for a line on what it sees; gives back what ends the asking. */
export function onFailure(witness: (name: string) => Promise<string>): () => void {
  witnesses.add(witness);
  return () => witnesses.delete(witness);
}

export async function reportFailure(name: string): Promise<void> {
  for (const witness of witnesses) {
    const seen = await witness(name).catch((error: unknown) => `(nothing could be seen: ${error})`);
    console.error(`[${name}] ${seen}`);
  }
}
