import type { OfferOutcome } from '../port/facts.ts';
import { setActivity } from '../rules/agent-state.ts';
import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { OfferLeg } from '../world/leg.ts';
import { removeLeg } from '../world/legs.ts';

/** Ends an offer: the agent is free again, their phone stops ringing. */
export function closeOffer(step: Step, call: Call, offer: OfferLeg, outcome: OfferOutcome, goneChannelId?: string): void {
  removeLeg(call, offer);
  step.callFact(call, { type: 'offerEnded', agentId: offer.agentId, outcome });
  if (offer.channelId !== goneChannelId) {
    // A phone that another one was quicker than has missed nothing (RFC 3326, "Call completed elsewhere").
    step.command(call, { do: 'hangup', channelId: offer.channelId, reason: outcome === 'elsewhere' ? 'answered_elsewhere' : 'normal' });
  }
  const agent = step.world.agents.get(offer.agentId);
  if (agent?.activity.kind === 'ringing' && agent.activity.callId === call.id) setActivity(step, agent, { kind: 'none' });
}
