import { cause as q850 } from '@zuoxi/ari';
import type { OfferOutcome } from './facts.ts';

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

/** Why a phone that rang was not answered. */
export function outcomeOf(value: number): Exclude<OfferOutcome, 'answered' | 'callerGone' | 'elsewhere'> {
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
