import { createHash } from 'node:crypto';

// What a search finds on large lists: rows carry `search_text`, all that is looked through in one folded text, and `tokens`, numbers for the pieces of
// it, which an index holds. Measured in docs/adr/0029.

/** Between two columns, so that nothing is found across them: no text that can be stored has it. */
const BORDER = '\u001f';

/** Width and case make no difference to a search. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * Chinese, Japanese and Korean writing, where one or two characters are a word. Of characters beyond the first 65,536 (rare names) a half counts as
 * one, so that two are a piece.
 */
const isIdeograph = (code: number): boolean =>
  (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xdfff) || (code >= 0xf900 && code <= 0xfaff);
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const WORD_LENGTH = 2;
const OTHER_LENGTH = 3;

const seeds = new Map<string, number>();

/** Call centres have tokens of their own: the words of one make no list of another longer. */
function seedOf(tenantId: string): number {
  const known = seeds.get(tenantId);
  if (known !== undefined) return known;
  const seed = createHash('sha256').update(tenantId).digest().readInt32LE();
  seeds.set(tenantId, seed);
  return seed;
}

// FNV-1a, with a last mixing: neighbouring texts have tokens far apart. That two pieces share one makes a search look at some rows in vain, as each
// is compared with the text afterwards.
const begun = (seed: number): number => seed ^ 0x811c9dc5;
const grown = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);
function ended(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) | 0;
}

/** A mark of a row that is looked for as a whole: `queue:12`. */
export function markToken(tenantId: string, mark: string): number {
  // No piece of a text begins with U+0000.
  let hash = grown(begun(seedOf(tenantId)), 0);
  for (let at = 0; at < mark.length; at++) hash = grown(hash, mark.charCodeAt(at));
  return ended(hash);
}

/** Ends of the stretches of a text that are ideographs, or are none. */
function* runs(text: string): Generator<{ from: number; to: number; isWord: boolean }> {
  for (let from = 0; from < text.length; ) {
    const isWord = isIdeograph(text.charCodeAt(from));
    let to = from + 1;
    while (to < text.length && isIdeograph(text.charCodeAt(to)) === isWord) to++;
    yield { from, to, isWord };
    from = to;
  }
}

/**
 * Adds the tokens of the pieces of a text. Of a row all: of ideographs one and two, of anything else three, and shorter ones that are not
 * digits alone. `longest`: of what is searched for the longest alone, since a pair implies its characters; one or two digits have none,
 * as nearly every row has them.
 */
function addTokens(tokens: Set<number>, seed: number, text: string, longest: boolean): void {
  for (const { from, to, isWord } of runs(text)) {
    const length = isWord ? WORD_LENGTH : OTHER_LENGTH;
    const shortest = longest ? Math.min(length, to - from) : 1;
    for (let start = from; start + shortest <= to; start++) {
      let hash = begun(seed);
      let digits = !isWord;
      for (let at = start; at < to && at < start + length; at++) {
        const code = text.charCodeAt(at);
        hash = grown(hash, code);
        digits &&= isDigit(code);
        const size = at - start + 1;
        if (size >= shortest && (size === length || !digits)) tokens.add(ended(hash));
      }
    }
  }
}

/** The two columns of a row: what is looked through, and the tokens of it and of the row's marks, each once and in order. */
export function searchColumns(
  tenantId: string,
  { texts, marks }: { texts: readonly (string | null)[]; marks: readonly string[] },
): { searchText: string; tokens: number[] } {
  const parts = texts.flatMap((text) => (text === null || text === '' ? [] : [folded(text)]));
  const tokens = new Set(marks.map((mark) => markToken(tenantId, mark)));
  for (const part of parts) addTokens(tokens, seedOf(tenantId), part, false);
  return { searchText: parts.join(BORDER), tokens: [...tokens].sort((a, b) => a - b) };
}

/** Tokens that every row holds in which the text is found. None: it is too short to narrow anything. */
export function searchTokens(tenantId: string, text: string): Set<number> {
  const tokens = new Set<number>();
  addTokens(tokens, seedOf(tenantId), folded(text), true);
  return tokens;
}
