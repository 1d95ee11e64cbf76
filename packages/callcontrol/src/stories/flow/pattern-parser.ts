/** A pattern of a user as it is read, before it becomes a program; `pattern.ts` says what its syntax is. */
export type PatternNode =
  | { kind: 'char'; fits: (character: string) => boolean }
  | { kind: 'sequence'; of: readonly PatternNode[] }
  | { kind: 'choice'; of: readonly PatternNode[] }
  | { kind: 'repeat'; of: PatternNode; min: number; max: number };

const MOST_REPETITIONS = 200;

const DEEPEST = 50;

/** Why a pattern is refused, in a word for the drawer. */
export class PatternError extends Error {}

export const parsePattern = (source: string): PatternNode => new Parser(source).parse();

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

  parse(): PatternNode {
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

  #choice(): PatternNode {
    const choices = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#take();
      choices.push(this.#sequence());
    }
    const [only] = choices;
    return choices.length === 1 && only ? only : { kind: 'choice', of: choices };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      parts.push(this.#repeated(this.#atom()));
    }
    return { kind: 'sequence', of: parts };
  }

  #repeated(atom: PatternNode): PatternNode {
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

  #atom(): PatternNode {
    const character = this.#take();
    if (character === '(') return this.#group();
    if (character === '[') return { kind: 'char', fits: this.#set() };
    if (character === '.') return { kind: 'char', fits: () => true };
    if (character === '\\') return { kind: 'char', fits: this.#escape() };
    if (character in SIGNS || '{}^$]'.includes(character)) throw new PatternError(`unexpected ${character}`);
    return { kind: 'char', fits: (other) => other === character };
  }

  #group(): PatternNode {
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
