import type { LegQuality } from '@zuoxi/ari';
import type { FlowDefinition } from '../world/flow-definition.ts';
import type { ServiceAnswer, ServiceRequest } from './services.ts';

/** Everything that can happen to call control: news of the engine, orders of people, and time. */
export type Input =
  // news of the engine
  | {
      type: 'callArrived';
      engine: string;
      callId: string;
      channelId: string;
      endpoint: string;
      calledNumber: string;
      callerNumber: string;
      callerName: string;
    }
  /** A customer that we play ourselves rings in: at a number as over a trunk, or in a queue. */
  | {
      type: 'testCustomerArrived';
      engine: string;
      callId: string;
      channelId: string;
      tenantId: string;
      calledNumber: string;
      callerNumber: string;
      callerName: string;
      /** Null: wherever the number leads. */
      queueId: string | null;
    }
  | { type: 'channelRinging'; channelId: string }
  /** The network of a dialled number may be heard from now on. */
  | { type: 'channelProgress'; channelId: string }
  /** A channel that can be heard before its answer was answered; `channelUp` is said of all others. */
  | { type: 'channelAnswered'; engine: string; channelId: string }
  | { type: 'channelUp'; engine: string; channelId: string }
  | { type: 'channelGone'; channelId: string; cause: number }
  /** The phone of that channel asks for a transfer: to a number, or (`replaces`) to a call it has already. */
  | { type: 'transferAsked'; engine: string; channelId: string; destination: string; replaces: string | null }
  /** A phone has taken the place of a channel; the engine has put it where the other one was. */
  | { type: 'channelReplaced'; engine: string; channelId: string; endpoint: string; replacedChannelId: string }
  | { type: 'channelHeld'; channelId: string; on: boolean }
  /** Somebody begins or ceases to speak, where that was asked for. */
  | { type: 'channelTalks'; channelId: string; on: boolean }
  /** A key of the telephone. */
  | { type: 'dtmfReceived'; channelId: string; digit: string }
  /** A leg is about to be gone: how its sound was. */
  | { type: 'legQuality'; quality: LegQuality }
  | { type: 'playbackFinished'; playbackId: string }
  | { type: 'recordingFinished'; name: string; durationMs: number; lostMs?: number }
  | { type: 'recordingFailed'; name: string; problem: string }
  | { type: 'messageFinished'; name: string; durationMs: number }
  | { type: 'messageFailed'; name: string; problem: string }
  /** What a service has answered to the question of that number. */
  | { type: 'serviceAnswered'; callId: string; number: number; ask: ServiceRequest['ask']; answer: ServiceAnswer }
  | { type: 'originateFailed'; channelId: string }
  | { type: 'bridgeFailed'; callId: string }
  | { type: 'phone'; engine: string; agentId: string; online: boolean }
  /** A contact of the agent's phone was added or answers again. The engine may not yet know that the contact before is dead: no `phone` came. */
  | { type: 'phoneRegistered'; engine: string; agentId: string }
  /**
   * After a (re)connection (`isBack`: what happened meanwhile may not have been heard), and every few seconds: these are all
   * the channels that engine has.
   */
  | { type: 'engineRecovered'; engine: string; channelIds: ReadonlySet<string>; isBack?: boolean; lastHeardAt?: number }
  /** It has not been heard of for so long that its calls are given up. */
  | { type: 'engineLost'; engine: string; lastHeardAt: number }
  // orders of people
  | { type: 'signIn'; agentId: string }
  | { type: 'signOut'; agentId: string; byAccountId?: string | null }
  | { type: 'setReady'; agentId: string; queueIds: readonly string[]; reason: string | null; byAccountId: string | null }
  /** `byAccountId`: a supervisor's doing. */
  | { type: 'endWrapUp'; agentId: string; byAccountId?: string | null }
  | { type: 'extendWrapUp'; agentId: string }
  /** Not ready with that reason after this call; null: as he is. */
  | { type: 'setNext'; agentId: string; reason: string | null }
  | { type: 'setDisposition'; agentId: string; callId: string; disposition: string; note: string; noteBefore?: string | undefined }
  /** Who a call is with was saved among the customers. */
  | { type: 'customerNamed'; callId: string; name: string }
  /** The page that rings for them may play no sound: the browser allows none before the first click. */
  | { type: 'ringsSilently'; agentId: string }
  | { type: 'raiseHand'; agentId: string; on: boolean }
  | { type: 'dial'; callId: string; agentId: string; number: string }
  | { type: 'hangup'; agentId: string }
  | { type: 'hold'; agentId: string; on: boolean }
  | { type: 'mute'; agentId: string; on: boolean }
  | { type: 'dtmf'; agentId: string; digits: string }
  | { type: 'recordCall'; agentId: string; on: boolean }
  /** The customer hears music, the agent talks with that number. */
  | { type: 'consult'; agentId: string; number: string }
  | { type: 'talkWith'; agentId: string; with: 'customer' | 'consulted' | 'all' }
  | { type: 'cancelConsult'; agentId: string }
  /** The consulted one has the customer. `hangUpCustomer`: also when he has not answered, which ends the call. */
  | { type: 'completeConsult'; agentId: string; hangUpCustomer: boolean }
  /** Blind, from the console. */
  | { type: 'transfer'; agentId: string; number: string }
  | { type: 'cancelTransfer'; agentId: string }
  /** A console without a call on its phone, whose agent is in one: his page was loaded again. */
  | { type: 'reclaim'; agentId: string }
  | { type: 'supervise'; supervisorId: string; agentId: string; mode: 'listen' | 'whisper' | 'barge' | 'release' | 'takeOver' }
  /** The agent hangs up and sends the customer to the survey. */
  | { type: 'sendToSurvey'; agentId: string }
  | { type: 'cancelCallback'; callbackId: string }
  /** `sessionId`: of this time it is held. */
  | {
      type: 'startConference';
      sessionId: string;
      conferenceId: string;
      tenantId: string;
      name: string;
      recorded: boolean;
      agentIds: readonly string[];
      byAccountId: string;
    }
  | { type: 'inviteToConference'; sessionId: string; agentIds: readonly string[]; number: string | null; byAccountId: string }
  | { type: 'callPartyAgain'; sessionId: string; partyId: string; byAccountId: string }
  | { type: 'muteParty'; sessionId: string; partyId: string; on: boolean }
  | { type: 'removeParty'; sessionId: string; partyId: string }
  | { type: 'endConference'; sessionId: string }
  /** An administrator tries the draft of a flow with his own phone. */
  | {
      type: 'testFlow';
      callId: string;
      agentId: string;
      flowId: string;
      definition: FlowDefinition;
      callerNumber: string;
      calledNumber: string;
    }
  /** Somebody records a prompt with his own phone. */
  | { type: 'recordPrompt'; callId: string; agentId: string; promptId: string; language: 'zh' | 'en' }
  /** Accounts, queues or memberships were edited. */
  | { type: 'directoryChanged' }
  // time
  /** Calls of engines that are away keep their deadlines: nobody could have answered. */
  | { type: 'tick'; away?: ReadonlySet<string> };
