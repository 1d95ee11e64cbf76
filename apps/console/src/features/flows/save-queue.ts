import type { Flow, FlowInput, FlowUpdate } from '@zuoxi/contract';

/** `failed`: it is tried again; `conflict`: somebody else has saved meanwhile, and it waits for an answer. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'invalid' | 'failed' | 'conflict';

export interface SaveQueueOptions {
  send(update: FlowUpdate): Promise<Flow>;
  isValid(input: FlowInput): boolean;
  isConflict(error: unknown): boolean;
  onState(state: SaveState, error: unknown): void;
  onSaved(flow: Flow): void;
  schedule(task: () => void, ms: number): () => void;
}

/** Of no change, so that a word is saved as a whole. */
const QUIET_MS = 700;
const RETRY_MS = 5000;

/** Saves what is drawn, one save at a time, always on the version that the last one left. */
export class SaveQueue {
  readonly #options: SaveQueueOptions;
  #updatedAt: string;
  /** What the server has. */
  #saved: FlowInput;
  #wanted: FlowInput;
  #sending: Promise<boolean> | null = null;
  #cancel: () => void = () => {};
  #state: SaveState = 'saved';

  constructor(flow: Flow, options: SaveQueueOptions) {
    this.#options = options;
    this.#updatedAt = flow.updatedAt;
    this.#saved = inputOf(flow);
    this.#wanted = this.#saved;
  }

  get isSaved(): boolean {
    return this.#state === 'saved';
  }

  /** After a moment of quiet it is saved. */
  want(input: FlowInput): void {
    if (input === this.#wanted) return;
    this.#wanted = input;
    if (this.#state === 'conflict') return;
    this.#cancel();
    if (!this.#options.isValid(input)) {
      this.#enter('invalid');
      return;
    }
    if (this.#sending) return;
    this.#enter('waiting');
    this.#cancel = this.#options.schedule(() => void this.flush(), QUIET_MS);
  }

  /** Saves now; says whether all is saved. */
  async flush(): Promise<boolean> {
    this.#cancel();
    while (this.#state !== 'conflict') {
      if (this.#sending) {
        if (!(await this.#sending)) return false;
      } else if (same(this.#wanted, this.#saved)) {
        this.#enter('saved');
        return true;
      } else if (!this.#options.isValid(this.#wanted)) {
        this.#enter('invalid');
        return false;
      } else {
        this.#sending = this.#save(this.#wanted);
      }
    }
    return false;
  }

  /** Mine is kept: saved over what somebody else has made. */
  overwrite(theirs: Flow): Promise<boolean> {
    this.#updatedAt = theirs.updatedAt;
    this.#saved = inputOf(theirs);
    this.#enter('waiting');
    return this.flush();
  }

  /** Nothing is saved any more. */
  stop(): void {
    this.#cancel();
  }

  async #save(input: FlowInput): Promise<boolean> {
    this.#enter('saving');
    try {
      const flow = await this.#options.send({ ...input, updatedAt: this.#updatedAt });
      this.#updatedAt = flow.updatedAt;
      this.#saved = input;
      this.#sending = null;
      this.#options.onSaved(flow);
      if (same(this.#wanted, input)) this.#enter('saved');
      else void this.flush();
      return true;
    } catch (error) {
      this.#sending = null;
      const isConflict = this.#options.isConflict(error);
      this.#enter(isConflict ? 'conflict' : 'failed', error);
      if (!isConflict) this.#cancel = this.#options.schedule(() => void this.flush(), RETRY_MS);
      return false;
    }
  }

  #enter(state: SaveState, error: unknown = null): void {
    this.#state = state;
    this.#options.onState(state, error);
  }
}

const inputOf = ({ name, description, draft }: Flow): FlowInput => ({ name, description, draft });
const same = (a: FlowInput, b: FlowInput): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
