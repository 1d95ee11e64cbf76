import type { SpokenLanguage } from './terms.ts';

/** What is dialled to set something, and not to reach somebody. */
export type FeatureCode =
  | { kind: 'doNotDisturb'; on: boolean }
  /** `number` '' = no more. */
  | { kind: 'forwarding'; when: 'always' | 'busy' | 'noAnswer'; number: string }
  | { kind: 'ready'; on: boolean }
  /** `extension` null: of one's group. */
  | { kind: 'pickUp'; extension: string | null }
  | { kind: 'ownNumber' }
  /** One hears oneself, as the engine hears one. */
  | { kind: 'echo' }
  /** A code whose number is missing, or is none. */
  | { kind: 'invalid' };

/** What somebody of the house has called for, with their own phone. */
export type Errand =
  /** An IVR is tried: what is tried stands in the flow. */
  | { kind: 'flowTest' }
  | { kind: 'prompt'; promptId: string; language: SpokenLanguage }
  | { kind: 'code'; agentId: string; code: FeatureCode }
  /** They wait in a queue like a customer. */
  | { kind: 'queue' };

/**
 * Somebody records a prompt with their own telephone:
 * ```
 *  picked up ──► start ──(tone)──► recording ──(hash key, longest time)──► listen ──(1, or no key)──► saved ──► (ended)
 *                  ▲                                                        │
 *                  └────────────────────────(2)─────────────────────────────┘
 * ```
 * They may hang up at any time: the last thing that was recorded counts. Whether it is long enough to be kept is decided by
 * whoever fetches it.
 */
export interface PromptTake {
  state: 'start' | 'recording' | 'listen' | 'saved';
  /** Of the last try in the engine; '' = none yet. */
  name: string;
  tries: number;
}
