import { ringOwnPhone, takeOwnPhone } from '../../parts/own-phone.ts';
import type { Input } from '../../port/inputs.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { newCall } from '../../rules/new-call.ts';
import { enterPhase } from '../../rules/phases.ts';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import { DRAFT_VERSION } from '../../world/flow-state.ts';
import { fixVersions } from './definitions.ts';
import { newFlow } from './flow.ts';
import { walkFromStart } from './walk.ts';

/** The walk sets a deadline of its own at the first node that waits. */
const WALK_MS = 60_000;

/**
 * An administrator tries a draft: his own phone rings, and he is the caller. What the flow does is done: who is sent to a queue
 * rings its agents. Counted as a call inside the house.
 */
export function startTestCall(step: Step, input: Extract<Input, { type: 'testFlow' }>): void {
  const { agent, engine } = takeOwnPhone(step, input.agentId, input.callId);
  const call = newCall(step, { id: input.callId, engine }, agent.tenantId, 'internal', { phase: 'ownPhone' });
  call.errand = { kind: 'flowTest' };
  call.customerNumber = input.callerNumber;
  call.calledNumber = input.calledNumber;
  const versions = fixVersions(step, agent.tenantId, input.definition);
  const test = { agentId: agent.id, flowId: input.flowId, definition: input.definition, path: [] };
  call.flow = { ...newFlow(step, input.flowId, DRAFT_VERSION, versions), test };
  const { customerNumber, calledNumber } = call;
  step.callFact(call, { type: 'started', callType: 'internal', customerNumber, calledNumber, agentId: agent.id, queueId: null });
  ringOwnPhone(step, call, agent, { name: calledNumber, number: calledNumber });
}

/** He has picked up: from here on he is a caller like any other. */
export function testCallAnswered(step: Step, call: Call): void {
  const agent = call.peerAgentId ? ensureAgent(step, call.peerAgentId) : undefined;
  if (agent) setActivity(step, agent, { kind: 'talking', callId: call.id });
  enterPhase(step, call, { phase: 'flow' }, step.now + WALK_MS);
  if (call.flow) walkFromStart(step, call, call.flow);
}
