import { type TransferListItem, Worker } from 'node:worker_threads';
import { type LegEvent, MediaError, type PlaybackEnd, type RecordingResult } from './api.ts';
import type { CallName, WorkerCalls, WorkerData, WorkerMessage } from './protocol.ts';

export interface WorkerReports {
  event(event: LegEvent): void;
  played(id: string, end: PlaybackEnd, error: string | undefined): void;
  recorded(id: string, result: RecordingResult): void;
  /** The thread is gone without having been asked. */
  died(connection: WorkerConnection, error: Error): void;
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: MediaError) => void;
}

/** The main thread's end of one media worker. */
export class WorkerConnection {
  readonly index: number;
  readonly #worker: Worker;
  readonly #reports: WorkerReports;
  readonly #pending = new Map<number, Pending>();
  #nextCall = 1;
  #closing = false;
  #dead = false;
  /** Legs placed here: new ones go where there are fewest. */
  legs = 0;

  constructor(data: WorkerData, reports: WorkerReports) {
    this.index = data.index;
    this.#reports = reports;
    this.#worker = new Worker(new URL('../media-worker.ts', import.meta.url), { workerData: data, name: `media-${data.index}` });
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => this.#die(new Error(`media worker ended with code ${code}`)));
  }

  call<K extends CallName>(name: K, args: WorkerCalls[K]['args'], transfer: TransferListItem[] = []): Promise<WorkerCalls[K]['result']> {
    if (this.#dead) return Promise.reject(this.#gone('the media worker is gone'));
    const call = this.#nextCall++;
    return new Promise<WorkerCalls[K]['result']>((resolve, reject) => {
      // The worker answers call n with the result of call n: the type of one is the type of the other.
      this.#pending.set(call, { resolve: (result) => resolve(result as WorkerCalls[K]['result']), reject });
      this.#worker.postMessage({ call, name, args }, transfer);
    });
  }

  /** An order whose outcome is told otherwise or does not matter, e.g. because its object has just closed. */
  tell<K extends CallName>(name: K, args: WorkerCalls[K]['args']): void {
    this.call(name, args).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#dead) await this.call('close', {}).catch(() => {});
    await this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'event':
        return this.#reports.event(message.event);
      case 'played':
        return this.#reports.played(message.id, message.end, message.error);
      case 'recorded':
        return this.#reports.recorded(message.id, message.result);
    }
    const pending = this.#pending.get(message.call);
    this.#pending.delete(message.call);
    if (message.type === 'result') pending?.resolve(message.result);
    else pending?.reject(new MediaError(message.reason, message.message));
  }

  /** A worker that was closed ends what it does; one that died fails it. */
  #gone(message: string): MediaError {
    return new MediaError(this.#closing ? 'closed' : 'failed', message);
  }

  #die(error: Error): void {
    if (this.#dead) return;
    this.#dead = true;
    for (const pending of this.#pending.values()) pending.reject(this.#gone(error.message));
    this.#pending.clear();
    if (!this.#closing) this.#reports.died(this, error);
  }
}
