import { cause as q850 } from '@zuoxi/ari';

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
