import type { LegQuality } from '@zuoxi/ari';
import type { FlowDefinition } from './flow/definition.ts';
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
  | { type: 'channelRinging'; channelId: string }
  | { type: 'channelUp'; engine: string; channelId: string }
  | { type: 'channelGone'; channelId: string; cause: number }
  /** The phone of that channel asks for a transfer: to a number, or (`replaces`) to a call it has already. */
  | { type: 'transferAsked'; engine: string; channelId: string; destination: string; replaces: string | null }
  /** A phone has taken the place of a channel; the engine has put it where the other one was. */
  | { type: 'channelReplaced'; engine: string; channelId: string; endpoint: string; replacedChannelId: string }
  | { type: 'channelHeld'; channelId: string; on: boolean }
  /** A key of the telephone. */
  | { type: 'dtmfReceived'; channelId: string; digit: string }
  /** A leg is about to be gone: how its sound was. */
  | { type: 'legQuality'; quality: LegQuality }
  | { type: 'playbackFinished'; playbackId: string }
  | { type: 'recordingFinished'; name: string; durationMs: number }
  | { type: 'recordingFailed'; name: string; problem: string }
  | { type: 'messageFinished'; name: string; durationMs: number }
  | { type: 'messageFailed'; name: string; problem: string }
  /** What a service has answered to the question of that number. */
  | { type: 'serviceAnswered'; callId: string; number: number; ask: ServiceRequest['ask']; answer: ServiceAnswer }
  | { type: 'originateFailed'; channelId: string }
  | { type: 'bridgeFailed'; callId: string }
  | { type: 'phone'; engine: string; agentId: string; online: boolean }
  /**
   * After a (re)connection (`isBack`: what happened meanwhile may not have been heard), and every few seconds: these are all
   * the channels that engine has.
   */
  | { type: 'engineRecovered'; engine: string; channelIds: ReadonlySet<string>; isBack?: boolean }
  // orders of people
  | { type: 'signIn'; agentId: string }
  | { type: 'signOut'; agentId: string }
  | { type: 'setReady'; agentId: string; queueIds: readonly string[]; reason: string | null; byAccountId: string | null }
  | { type: 'endWrapUp'; agentId: string }
  | { type: 'dial'; callId: string; agentId: string; number: string }
  | { type: 'hangup'; agentId: string }
  | { type: 'hold'; agentId: string; on: boolean }
  | { type: 'mute'; agentId: string; on: boolean }
  | { type: 'dtmf'; agentId: string; digits: string }
  /** The agent hangs up and sends the customer to the survey. */
  | { type: 'sendToSurvey'; agentId: string }
  | { type: 'cancelCallback'; callbackId: string }
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

/** Why an order was refused; the names are those of the error catalogue. */
export type Refusal =
  | 'panel.noExtension'
  | 'panel.phoneOffline'
  | 'panel.alreadyInCall'
  | 'panel.noCall'
  | 'panel.notAnswered'
  | 'panel.noTrunk'
  | 'panel.numberInvalid'
  | 'panel.notAllowed'
  | 'panel.capReached'
  | 'panel.blacklisted'
  | 'panel.trunksBusy'
  | 'panel.notYourQueue'
  | 'panel.noSurvey';

export class RefusedError extends Error {
  readonly code: Refusal;
  constructor(code: Refusal) {
    super(code);
    this.name = 'RefusedError';
    this.code = code;
  }
}
