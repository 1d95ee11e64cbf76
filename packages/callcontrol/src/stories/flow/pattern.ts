import { PatternError, type PatternNode, parsePattern } from './pattern-parser.ts';

/**
 * Regular expressions of users, in a part of the usual syntax that is matched in time proportional to text × pattern,
 * whatever the pattern: literals, `.`, `\d \w \s` (and large), `[...]`, `(...)`, `(?:...)`, `|`, `? * + {n} {n,} {n,m}`,
 * and `^ $` at the ends, where they mean nothing since the whole text has to fit. No back-references, no look-around.
 *
 * A pattern becomes a program for Thompson's machine: all ways are walked at once, none is ever taken back
 * (https://swtch.com/~rsc/regexp/regexp1.html).
 */
export interface Pattern {
  readonly program: readonly Instruction[];
}

type Instruction =
  | { op: 'char'; fits: (character: string) => boolean }
  /** Goes on at both places. */
  | { op: 'split'; to: number; or: number }
  | { op: 'jump'; to: number }
  | { op: 'match' };

/** Repetitions are written out, so they count; a program is never longer. */
const LONGEST_PROGRAM = 2000;

/** Throws `PatternError` for what is not in the syntax above, or too large. */
export function compilePattern(source: string): Pattern {
  const writer = new Writer();
  writer.write(parsePattern(source));
  return { program: [...writer.program, { op: 'match' }] };
}

/** The whole of the text fits. A pattern that cannot be used fits nothing. */
export function fits(source: string, text: string): boolean {
  try {
    return matchesWhole(compilePattern(source), text);
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

export function matchesWhole({ program }: Pattern, text: string): boolean {
  let current = closure(program, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const at of current) {
      const instruction = program[at];
      if (instruction?.op === 'char' && instruction.fits(character)) next.push(at + 1);
    }
    if (next.length === 0) return false;
    current = closure(program, next);
  }
  return [...current].some((at) => program[at]?.op === 'match');
}

/** All places that are reached without reading a character, each once. */
function closure(program: readonly Instruction[], from: readonly number[]): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    const instruction = program[at];
    if (instruction?.op === 'jump') open.push(instruction.to);
    if (instruction?.op === 'split') open.push(instruction.to, instruction.or);
  }
  return reached;
}

/** Writes a pattern out as a program. */
class Writer {
  readonly program: Instruction[] = [];
  #written = 0;

  write(node: PatternNode): void {
    // Counted besides the program's length: a repetition of nothing, of nothing… writes nothing, for ever.
    this.#written += 1;
    if (this.program.length > LONGEST_PROGRAM || this.#written > LONGEST_PROGRAM * 5) throw new PatternError('too large');
    switch (node.kind) {
      case 'char':
        this.program.push({ op: 'char', fits: node.fits });
        return;
      case 'sequence':
        for (const part of node.of) this.write(part);
        return;
      case 'choice':
        return this.#choice(node.of);
      case 'repeat':
        for (let n = 0; n < node.min; n++) this.write(node.of);
        if (node.max === Number.POSITIVE_INFINITY) return this.#maybe(node.of, 'again');
        for (let n = node.min; n < node.max; n++) this.#maybe(node.of, 'once');
    }
  }

  #choice(choices: readonly PatternNode[]): void {
    const ends: { op: 'jump'; to: number }[] = [];
    for (const [index, choice] of choices.entries()) {
      if (index === choices.length - 1) {
        this.write(choice);
        break;
      }
      const split = { op: 'split' as const, to: this.program.length + 1, or: 0 };
      this.program.push(split);
      this.write(choice);
      const end = { op: 'jump' as const, to: 0 };
      this.program.push(end);
      ends.push(end);
      split.or = this.program.length;
    }
    for (const end of ends) end.to = this.program.length;
  }

  #maybe(of: PatternNode, times: 'once' | 'again'): void {
    const start = this.program.length;
    const split = { op: 'split' as const, to: start + 1, or: 0 };
    this.program.push(split);
    this.write(of);
    if (times === 'again') this.program.push({ op: 'jump', to: start });
    split.or = this.program.length;
  }
}

export { PatternError };
