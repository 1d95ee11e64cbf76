import { cause as q850 } from '@zuoxi/ari';
import { RefusedError } from '../port/refusal.ts';
import { endOfLost } from '../rules/causes.ts';
import { endCall, interrupt } from '../rules/end-call.ts';
import { type LegRules, phaseOf, type SideLeg, type Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import { isInternalCaller } from '../world/states.ts';
import type { EndedBy, EndReason } from '../world/terms.ts';

/** What it means that the caller is gone where they are, with that cause: they have hung up, or their line was lost. */
export function endByCaller(step: Step, call: Call, cause: number): { reason: EndReason; endedBy: EndedBy } {
  const { abandoned, isDone } = phaseOf(step, call);
  return (isDone?.(call) ? undefined : endOfLost(cause)) ?? abandoned?.(call) ?? { reason: 'hangup', endedBy: 'customer' };
}

/** Of the customer's side, and of the agent's: the phase says what becomes of them, and where it says nothing it is this. */
export const sides: LegRules<SideLeg> = {
  rings(step, call, leg) {
    phaseOf(step, call).rings?.(step, call, leg);
  },
  answered(step, call, leg) {
    if (leg.role === 'customer' && leg.state === 'ringing') {
      leg.state = 'up';
      step.mark(call);
    }
    phaseOf(step, call).answered?.(step, call, leg);
  },
  gone(step, call, leg, cause) {
    const { gone } = phaseOf(step, call);
    if (gone) gone(step, call, leg, cause);
    else hungUp(step, call, leg, cause);
  },
  missing(step, call, leg, heardAt) {
    const { missing } = phaseOf(step, call);
    if (missing) missing(step, call, leg, heardAt);
    else interrupt(step, call, heardAt, leg.channelId);
  },
  ownerHangsUp(step, call, leg) {
    const { ownerHangsUp } = phaseOf(step, call);
    if (ownerHangsUp) return ownerHangsUp(step, call, leg);
    if (leg.role === 'agent') endCall(step, call, { reason: 'cancelled', endedBy: 'agent' });
    else if (isInternalCaller(call)) endCall(step, call, endByCaller(step, call, q850.normalClearing));
    else endCall(step, call, { reason: 'rejected', endedBy: 'customer' });
  },
  ownerMutes(step, call, leg, on) {
    const { ownerMutes } = phaseOf(step, call);
    if (!ownerMutes) throw new RefusedError('panel.notAnswered');
    ownerMutes(step, call, leg, on);
  },
  reclaim(step, call, leg) {
    const { reclaim } = phaseOf(step, call);
    if (!reclaim) throw new RefusedError('panel.noCall');
    reclaim(step, call, leg);
  },
  impossible(step, call, leg, reason) {
    phaseOf(step, call).impossible?.(step, call, leg, reason);
  },
  takenBy(step, call, leg, by) {
    phaseOf(step, call).takenBy?.(step, call, leg, by);
  },
};

/** The caller has hung up, and the call is over. */
export function hungUp(step: Step, call: Call, { channelId }: SideLeg, cause: number): void {
  endCall(step, call, { ...endByCaller(step, call, cause), cause, goneChannelId: channelId });
}
