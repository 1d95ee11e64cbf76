import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@zuoxi/kit';
import type { Entry } from '../../platform/facts/index.ts';
import type { Batch } from './fact-store.ts';
import type { LiveRow } from './live-state.ts';

/** A line of a file: a fact, or a piece of the live state as it was when that line was written. */
type Line = { entry: Entry } | { live: Omit<LiveRow, 'state'> & { state: object | null } };

/** A file is closed after so many lines; a closed one is read as a whole and removed when it is stored. */
const LINES_PER_FILE = 5000;
const NAME = /^facts-(\d{8})\.jsonl$/;

/**
 * Facts that wait on disk while the database is away, in order: JSON lines in numbered files. A file is removed only when all of it is
 * stored, and entries have ids of their own, so that reading one twice changes nothing. A half-written last line (kill -9) is left out.
 */
export class FactSpool {
  readonly #folder: string;
  readonly #logger: Logger;
  /** Numbers of the files, oldest first. */
  #files: number[] = [];
  #linesInLast = 0;
  #waiting = 0;
  #lastAppend: Promise<void> = Promise.resolve();

  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** Facts in it. */
  get waiting(): number {
    return this.#waiting;
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  /** Finds what an earlier process has left. */
  async load(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const names = await readdir(this.#folder);
    const numbers = names.map((name) => Number(NAME.exec(name)?.[1] ?? 0));
    this.#files = numbers.filter((number) => number > 0).sort((a, b) => a - b);
    this.#waiting = 0;
    for (const file of this.#files) this.#waiting += (await this.#read(file)).filter((line) => 'entry' in line).length;
    // What was being written when the process ended may end in the middle of a line: it is never written to again.
    this.#linesInLast = LINES_PER_FILE;
  }

  /** Resolves when all of it is on the disk, one after the other. Rejects when the disk refuses: then the caller keeps it. */
  append(batch: Batch): Promise<void> {
    const appended = this.#lastAppend.then(() => this.#append(batch));
    this.#lastAppend = appended.catch(() => {});
    return appended;
  }

  async #append({ entries, live }: Batch): Promise<void> {
    const lines: Line[] = [
      ...entries.map((entry) => ({ entry })),
      ...live.map(({ kind, id, state }) => ({ live: { kind, id, state: state ?? null } })),
    ];
    if (lines.length === 0) return;
    const last = this.#files.at(-1);
    const file = last === undefined || this.#linesInLast >= LINES_PER_FILE ? (last ?? 0) + 1 : last;
    const handle = await open(this.#path(file), 'a', 0o600);
    const before = (await handle.stat()).size;
    try {
      await handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await handle.datasync();
    } catch (error) {
      // Half of it must not be read later beside the whole, nor end in the middle of a line.
      await handle.truncate(before).catch(() => {});
      throw error;
    } finally {
      await handle.close();
    }
    if (file !== last) {
      this.#files.push(file);
      this.#linesInLast = 0;
    }
    this.#linesInLast += lines.length;
    this.#waiting += entries.length;
  }

  /** The oldest file as batches; `done` removes it. Undefined when nothing waits. */
  async oldest(): Promise<{ batch: Batch; done(): Promise<void> } | undefined> {
    const [file] = this.#files;
    if (file === undefined) return undefined;
    // Nothing is added to a file that is being stored.
    if (this.#files.length === 1) this.#linesInLast = LINES_PER_FILE;
    const lines = await this.#read(file);
    const entries = lines.flatMap((line) => ('entry' in line ? [line.entry] : []));
    const live = lines.flatMap((line) => ('live' in line ? [{ ...line.live, state: line.live.state ?? undefined }] : []));
    return {
      batch: { entries, live },
      done: async () => {
        await rm(this.#path(file), { force: true });
        this.#files = this.#files.filter((one) => one !== file);
        this.#waiting -= entries.length;
      },
    };
  }

  async #read(file: number): Promise<Line[]> {
    const text = await readFile(this.#path(file), 'utf8');
    return text.split('\n').flatMap((line) => {
      if (line === '') return [];
      try {
        // Written by `append` from these very types.
        return [JSON.parse(line) as Line];
      } catch {
        this.#logger.warn({ file, bytes: line.length }, 'a line of waiting facts was not written to its end');
        return [];
      }
    });
  }

  #path(file: number): string {
    return join(this.#folder, `facts-${String(file).padStart(8, '0')}.jsonl`);
  }
}
