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

type Node =
  | { kind: 'char'; fits: (character: string) => boolean }
  | { kind: 'sequence'; of: readonly Node[] }
  | { kind: 'choice'; of: readonly Node[] }
  | { kind: 'repeat'; of: Node; min: number; max: number };

/** Repetitions are written out, so they count; a program is never longer. */
const LONGEST_PROGRAM = 2000;
const MOST_REPETITIONS = 200;
const DEEPEST = 50;

/** Why a pattern is refused, in a word for the drawer. */
export class PatternError extends Error {}

/** Throws `PatternError` for what is not in the syntax above, or too large. */
export function compilePattern(source: string): Pattern {
  const writer = new Writer();
  writer.write(new Parser(source).parse());
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

  write(node: Node): void {
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

  #choice(choices: readonly Node[]): void {
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

  #maybe(of: Node, times: 'once' | 'again'): void {
    const start = this.program.length;
    const split = { op: 'split' as const, to: start + 1, or: 0 };
    this.program.push(split);
    this.write(of);
    if (times === 'again') this.program.push({ op: 'jump', to: start });
    split.or = this.program.length;
  }
}

const CLASSES: Readonly<Record<string, (character: string) => boolean>> = {
  d: (c) => c >= '0' && c <= '9',
  w: (c) => /^[A-Za-z0-9_]$/.test(c),
  s: (c) => /^\s$/.test(c),
};

class Parser {
  readonly #source: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = [...source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')];
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new PatternError(`unexpected ${this.#source[this.#at]}`);
    return node;
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #take(): string {
    const character = this.#source[this.#at];
    if (character === undefined) throw new PatternError('ends too early');
    this.#at += 1;
    return character;
  }

  #choice(): Node {
    const choices = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#take();
      choices.push(this.#sequence());
    }
    const [only] = choices;
    return choices.length === 1 && only ? only : { kind: 'choice', of: choices };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      parts.push(this.#repeated(this.#atom()));
    }
    return { kind: 'sequence', of: parts };
  }

  #repeated(atom: Node): Node {
    const sign = this.#peek();
    const bounds = sign === '{' ? this.#bounds() : sign === undefined ? undefined : SIGNS[sign];
    if (!bounds) return atom;
    if (sign !== '{') this.#take();
    // `*?` prefers less, which the whole text does not care about; `**` and `*{2}` are mistakes.
    if (this.#peek() === '?') this.#take();
    const after = this.#peek();
    if (after !== undefined && (after === '{' || after in SIGNS)) throw new PatternError(`unexpected ${after}`);
    return { kind: 'repeat', of: atom, ...bounds };
  }

  #bounds(): { min: number; max: number } {
    const rest = this.#source.slice(this.#at).join('');
    const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(rest);
    if (!found) throw new PatternError('a { that is no repetition');
    this.#at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY;
    if (max < min || min > MOST_REPETITIONS || (Number.isFinite(max) && max > MOST_REPETITIONS))
      throw new PatternError('such repetitions are not possible');
    return { min, max };
  }

  #atom(): Node {
    const character = this.#take();
    if (character === '(') return this.#group();
    if (character === '[') return { kind: 'char', fits: this.#set() };
    if (character === '.') return { kind: 'char', fits: () => true };
    if (character === '\\') return { kind: 'char', fits: this.#escape() };
    if (character in SIGNS || '{}^$]'.includes(character)) throw new PatternError(`unexpected ${character}`);
    return { kind: 'char', fits: (other) => other === character };
  }

  #group(): Node {
    if (++this.#depth > DEEPEST) throw new PatternError('too deep');
    if (this.#peek() === '?') {
      this.#take();
      if (this.#take() !== ':') throw new PatternError('only (?: is known');
    }
    const node = this.#choice();
    if (this.#take() !== ')') throw new PatternError('a ) is missing');
    this.#depth -= 1;
    return node;
  }

  #escape(): (character: string) => boolean {
    const character = this.#take();
    const known = CLASSES[character];
    if (known) return known;
    const opposite = CLASSES[character.toLowerCase()];
    if (opposite) return (other) => !opposite(other);
    if (/^[A-Za-z0-9]$/.test(character)) throw new PatternError(`\\${character} is not known`);
    return (other) => other === character;
  }

  /** What is between `[` and `]`. */
  #set(): (character: string) => boolean {
    const negated = this.#peek() === '^';
    if (negated) this.#take();
    const members: ((character: string) => boolean)[] = [];
    while (this.#peek() !== ']' || members.length === 0) {
      const first = this.#take();
      if (first === '\\') members.push(this.#escape());
      else if (this.#peek() === '-' && this.#source[this.#at + 1] !== ']') members.push(this.#range(first));
      else members.push((other) => other === first);
    }
    this.#take();
    return (character) => members.some((fits) => fits(character)) !== negated;
  }

  #range(from: string): (character: string) => boolean {
    this.#take();
    const to = this.#take();
    if (to === '\\' || to < from) throw new PatternError(`${from}-${to} is no range`);
    return (character) => character >= from && character <= to;
  }
}

const SIGNS: Readonly<Record<string, { min: number; max: number }>> = {
  '?': { min: 0, max: 1 },
  '*': { min: 0, max: Number.POSITIVE_INFINITY },
  '+': { min: 1, max: Number.POSITIVE_INFINITY },
};
