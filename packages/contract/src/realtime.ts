import type { AgentStatus } from './agents.ts';
import type { CallbackPlan } from './callback-plans.ts';
import type { ConferenceSession } from './conferences.ts';
import type { FlowTestState } from './flows.ts';
import type { PanelState } from './panel.ts';
import type { QueueStatus } from './queues.ts';

/**
 * Socket.IO on the console's own origin, signed in by the session cookie.
 *
 * A client subscribes to a topic and gets a snapshot with its sequence number; deltas follow, each numbered one
 * higher. A gap (a number that is not the last plus one) means: subscribe again.
 */
export interface RealtimeTopics {
  /** One's own panel; every delta is the whole state. */
  panel: { snapshot: PanelState; delta: PanelState };
  /** The members of one's queues (administrators: all). */
  agents: { snapshot: AgentStatus[]; delta: { upsert: AgentStatus[]; remove: string[] } };
  queues: { snapshot: QueueStatus[]; delta: { upsert: QueueStatus[]; remove: string[] } };
  /** Conferences that are being held. */
  conferences: { snapshot: ConferenceSession[]; delta: { upsert: ConferenceSession[]; remove: string[] } };
  /** One's own callback plans that are due and not done; every delta is the whole list. */
  reminders: { snapshot: CallbackPlan[]; delta: CallbackPlan[] };
  /** The last test call of an IVR that one has made oneself, null: none yet; every delta is the whole state. */
  flowTest: { snapshot: FlowTestState | null; delta: FlowTestState };
}
export type Topic = keyof RealtimeTopics;

export interface Snapshot<T extends Topic = Topic> {
  seq: number;
  data: RealtimeTopics[T]['snapshot'];
}

export interface ServerToClient {
  delta(topic: Topic, seq: number, data: RealtimeTopics[Topic]['delta']): void;
  /** A call record or recording was written: lists that show today may refresh. */
  callRecorded(callId: string): void;
  /** The session ended elsewhere (signed out, password changed, account disabled). */
  signedOut(by: string | null): void;
  /** The account has another role now; topics that it may not see any more have ended. */
  roleChanged(): void;
  /** What the server is without: names of its readiness checks, `database`, `engine` and others; empty: nothing. Told on connecting, too. */
  notReady(checks: readonly string[]): void;
  /** The phone of this account works in another tab or browser now; this page shows so and has no phone until it asks for it. */
  phoneTaken(): void;
}

export interface ClientToServer {
  subscribe(topic: Topic, ack: (result: Snapshot | { error: string }) => void): void;
  unsubscribe(topic: Topic): void;
  /**
   * This page wants to be the phone of the account. One page is; `takeOver` takes it from another one, which is told `phoneTaken`.
   * `taken`: another page has it. `pageId` is the page's own word, the same after a reload: up to 64 characters.
   */
  claimPhone(pageId: string, takeOver: boolean, ack: (result: 'mine' | 'taken') => void): void;
}

/**
 * Header of every answer of the API: the time of the live world, epoch ms. All instants of live topics are in it. It is what the server's
 * wall clock showed when it was first started, and goes on without a jump when that clock is set.
 */
export const LIVE_TIME_HEADER = 'zuoxi-live-time';
