import type { Flow } from './flow.ts';
import type { ClientUser } from './transaction-invite-client.ts';
import type { ClientTransaction } from './transaction-layer.ts';

interface Waiting {
  user: ClientUser;
  transaction: ClientTransaction;
}

/**
 * RFC 3261 section 8.1.3.1 and 17.1.4: a connection that cannot be made, or breaks, ends the requests that wait for an answer over
 * it at once, as if they had been answered 503; the next server can be tried without waiting for timer B.
 */
export class FlowWatch {
  readonly #waiting = new Map<Flow, Set<Waiting>>();
  readonly #listeners = new Map<Flow, Set<() => void>>();

  /** `send` starts the transaction with the user it is given. Undefined when the connection is gone already. */
  track(flow: Flow, user: ClientUser, send: (user: ClientUser) => ClientTransaction | undefined): ClientTransaction | undefined {
    // Datagrams have no connection that could break.
    if (!flow.reliable) return send(user);
    // It broke before: nobody would tell us again.
    if (!flow.open) return undefined;
    let entry: Waiting | undefined;
    const done = (): void => {
      const set = entry && this.#waiting.get(flow);
      if (!entry || !set) return;
      set.delete(entry);
      if (set.size === 0) this.#waiting.delete(flow);
      entry = undefined;
    };
    const transaction = send({
      onResponse: (response) => {
        if (response.status >= 200) done();
        user.onResponse(response);
      },
      onTimeout: () => {
        done();
        user.onTimeout();
      },
    });
    if (!transaction) return undefined;
    entry = { user, transaction };
    const set = this.#waiting.get(flow) ?? new Set();
    set.add(entry);
    this.#waiting.set(flow, set);
    return transaction;
  }

  /** Calls `fn` when that connection is gone; the returned function unsubscribes. */
  onClose(flow: Flow, fn: () => void): () => void {
    const set = this.#listeners.get(flow) ?? new Set();
    set.add(fn);
    this.#listeners.set(flow, set);
    return () => {
      set.delete(fn);
      if (set.size === 0 && this.#listeners.get(flow) === set) this.#listeners.delete(flow);
    };
  }

  /** That transaction was given up: nothing is to be told of it any more. */
  release(transaction: ClientTransaction): void {
    const set = this.#waiting.get(transaction.flow);
    for (const entry of set ?? []) if (entry.transaction === transaction) set?.delete(entry);
    if (set?.size === 0) this.#waiting.delete(transaction.flow);
  }

  /** Requests that wait for an answer over connections. */
  get size(): number {
    let n = 0;
    for (const set of this.#waiting.values()) n += set.size;
    return n;
  }

  onClosed(flow: Flow): void {
    const set = this.#waiting.get(flow);
    this.#waiting.delete(flow);
    for (const { user, transaction } of set ?? []) {
      transaction.terminate();
      if (user.onTransportError) user.onTransportError();
      else user.onTimeout();
    }
    const listeners = this.#listeners.get(flow);
    this.#listeners.delete(flow);
    for (const listener of listeners ?? []) listener();
  }
}
