import { uuidv7 } from '@zuoxi/kit';
import type { CallFact } from '../modules/calls/past-calls.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** One call as it is told: facts at a time that moves on. */
export class Course {
  readonly facts: CallFact[] = [];
  readonly #tenantId: string;
  readonly #callId: string;
  #at: number;

  /** `startedAt` in epoch ms. */
  constructor(tenantId: string, startedAt: number) {
    this.#tenantId = tenantId;
    this.#at = startedAt;
    this.#callId = uuidv7(startedAt, 0);
  }

  get at(): number {
    return this.#at;
  }

  add(fact: DistributiveOmit<CallFact, 'stream' | 'at' | 'tenantId' | 'callId'>): this {
    // Omit over a union loses the link between `type` and its fields; both come from one literal of the union here.
    this.facts.push({ stream: 'call', at: this.#at, tenantId: this.#tenantId, callId: this.#callId, ...fact } as CallFact);
    return this;
  }

  later(seconds: number): this {
    this.#at += Math.round(seconds * 1000);
    return this;
  }

  /** Time does not go back. */
  until(at: number): this {
    this.#at = Math.max(this.#at, at);
    return this;
  }
}
