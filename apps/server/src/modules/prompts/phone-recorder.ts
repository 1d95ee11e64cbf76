import type { Fact, Input } from '@zuoxi/callcontrol';
import type { PromptLanguage } from '@zuoxi/contract';
import type { Clock, Ids, Logger } from '@zuoxi/kit';
import type { Actor } from '../../platform/actor.ts';

/** A recording may be finished a moment after its call. */
const LOOK_EVERY_MS = 500;
const LOOKS = 40;

/** What is asked of the telephony engines. */
export interface RecordingEngine {
  order(input: Input): void;
  /** Undefined while it is being recorded, or when no engine has it. */
  fetchMessage(name: string): Promise<{ sound: Buffer; remove(): Promise<void> } | undefined>;
}

interface UnderWay {
  actor: Actor;
  promptId: string;
  /** Every try, in their order; the last one counts. */
  names: string[];
}

export interface PhoneRecorderOptions {
  engine: RecordingEngine;
  ids: Ids;
  clock: Clock;
  logger: Logger;
  /** The sound as the engine has it, or nothing when there is none. */
  recorded(actor: Actor, promptId: string, sound: Buffer | undefined): Promise<void>;
}

/** Prompts that are being recorded by phone: from the order to the file. */
export class PhoneRecorder {
  readonly #options: PhoneRecorderOptions;
  readonly #underWay = new Map<string, UnderWay>();
  #stopped = false;

  constructor(options: PhoneRecorderOptions) {
    this.#options = options;
  }

  /** His phone rings. Throws when it cannot: not registered, on a call, no extension. */
  start(actor: Actor, promptId: string, language: PromptLanguage): void {
    const callId = this.#options.ids.uuid();
    this.#underWay.set(callId, { actor, promptId, names: [] });
    try {
      this.#options.engine.order({ type: 'recordPrompt', callId, agentId: actor.accountId, promptId, language });
    } catch (error) {
      this.#underWay.delete(callId);
      throw error;
    }
  }

  take(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.stream !== 'call') continue;
      const underWay = this.#underWay.get(fact.callId);
      if (!underWay) continue;
      if (fact.type === 'promptTried') underWay.names.push(fact.name);
      if (fact.type !== 'ended') continue;
      this.#underWay.delete(fact.callId);
      this.#finish(underWay).catch((error: unknown) => {
        this.#options.logger.error({ err: error, promptId: underWay.promptId }, 'a prompt recorded by phone could not be kept');
      });
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #finish({ actor, promptId, names }: UnderWay): Promise<void> {
    const last = names.pop();
    const found = last === undefined ? undefined : await this.#found(last);
    try {
      await this.#options.recorded(actor, promptId, found?.sound);
    } finally {
      await found?.remove();
      for (const name of names) await (await this.#options.engine.fetchMessage(name))?.remove();
    }
  }

  async #found(name: string) {
    for (let look = 0; look < LOOKS && !this.#stopped; look++) {
      const found = await this.#options.engine.fetchMessage(name).catch(() => undefined);
      if (found) return found;
      await new Promise<void>((resolve) => this.#options.clock.setTimer(LOOK_EVERY_MS, resolve));
    }
    return undefined;
  }
}
