import { cause as q850 } from '@zuoxi/ari';
import type { OfferOutcome } from '../port/facts.ts';
import type { EndedBy, EndReason } from '../world/terms.ts';

/** Causes by which an engine reports a party that has not hung up but is gone. */
const LOST: ReadonlySet<number> = new Set([
  q850.subscriberAbsent,
  q850.destinationOutOfOrder,
  q850.failure,
  q850.temporaryFailure,
  q850.requestedChannelUnavailable,
  q850.recoveryOnTimer,
]);

export const isLost = (cause: number): boolean => LOST.has(cause);

/** What it means that somebody of a conversation is gone and has not hung up; undefined: they have. */
export function endOfLost(value: number): { reason: EndReason; endedBy: EndedBy } | undefined {
  switch (value) {
    case q850.requestedChannelUnavailable:
      return { reason: 'audioLost', endedBy: 'system' };
    case q850.recoveryOnTimer:
      return { reason: 'signallingLost', endedBy: 'system' };
    case q850.destinationOutOfOrder:
    case q850.failure:
    case q850.temporaryFailure:
      return { reason: 'signallingLost', endedBy: 'carrier' };
    default:
      return undefined;
  }
}

/** Why a phone that rang was not answered. */
export function outcomeOf(value: number): Exclude<OfferOutcome, 'answered' | 'callerGone' | 'elsewhere' | 'silent'> {
  switch (value) {
    case q850.userBusy:
    case q850.callRejected:
      return 'rejected';
    case q850.noAnswer:
    case q850.noUserResponse:
    case q850.normalClearing:
      return 'noAnswer';
    default:
      return 'unreachable';
  }
}

/** What a failed attempt to reach somebody means for the call record. Q.850 values as the engine reports them. */
export function endOfAttempt(value: number): { reason: EndReason; endedBy: EndedBy } {
  switch (value) {
    case q850.userBusy:
      return { reason: 'busy', endedBy: 'customer' };
    case q850.noAnswer:
    case q850.noUserResponse:
      return { reason: 'noAnswer', endedBy: 'customer' };
    case q850.callRejected:
      return { reason: 'rejected', endedBy: 'customer' };
    case q850.outgoingCallBarred:
      return { reason: 'refusedByCarrier', endedBy: 'carrier' };
    case q850.unallocated:
    case q850.noRouteDestination:
    case q850.invalidNumberFormat:
      return { reason: 'noSuchNumber', endedBy: 'carrier' };
    case q850.subscriberAbsent:
    case q850.destinationOutOfOrder:
      return { reason: 'unreachable', endedBy: 'carrier' };
    case q850.normalClearing:
      // A call that was cleared normally before its answer: the ringing time was over.
      return { reason: 'noAnswer', endedBy: 'customer' };
    default:
      return { reason: 'failed', endedBy: 'carrier' };
  }
}
