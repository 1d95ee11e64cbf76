import { agentOf, setActivity } from '../agent-state.ts';
import { callerIdText } from '../caller-id.ts';
import { keyPressed } from '../dialogue-answers.ts';
import { type Input, RefusedError } from '../inputs.ts';
import { newCall } from '../new-call.ts';
import type { Step } from '../step-context.ts';
import { PHONE_VARIABLES, touchAgents } from '../talk.ts';
import { type Call, enterPhase } from '../world.ts';
import { fixVersions } from './definitions.ts';
import { newFlow } from './flow.ts';
import { DRAFT_VERSION } from './state.ts';
import { walkFromStart } from './walk.ts';

const RING_S = 30;
const GUARD_MS = 5000;
/** The walk sets a deadline of its own at the first node that waits. */
const WALK_MS = 60_000;

/**
 * An administrator tries a draft: his own phone rings, and he is the caller. What the flow does is done: who is sent to a queue
 * rings its agents. Counted as a call inside the house.
 */
export function startTestCall(step: Step, input: Extract<Input, { type: 'testFlow' }>): void {
  const config = step.directory.agent(input.agentId);
  const agent = agentOf(step, input.agentId);
  if (!config || !agent) throw new RefusedError('panel.noExtension');
  const [engine] = agent.registeredWith;
  if (engine === undefined) throw new RefusedError('panel.phoneOffline');
  if (agent.activity.kind === 'ringing' || agent.activity.kind === 'talking') throw new RefusedError('panel.alreadyInCall');
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  setActivity(step, agent, { kind: 'ringing', callId: input.callId });
  const call = newCall(step, { id: input.callId, engine }, agent.tenantId, 'internal', 'dialling');
  call.peerAgentId = agent.id;
  call.customerChannelLive = true;
  call.customerNumber = input.callerNumber;
  call.calledNumber = input.calledNumber;
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  const versions = fixVersions(step, agent.tenantId, input.definition);
  const test = { agentId: agent.id, flowId: input.flowId, definition: input.definition, path: [] };
  call.flow = { ...newFlow(step, input.flowId, DRAFT_VERSION, versions), test };
  const { customerNumber, calledNumber } = call;
  step.callFact(call, { type: 'started', callType: 'internal', customerNumber, calledNumber, agentId: agent.id, queueId: null });
  touchAgents(step, call);
  step.command(call, {
    do: 'originate',
    channelId: call.customerChannelId,
    endpoint: config.dialString,
    callerId: callerIdText(calledNumber, calledNumber),
    timeoutS: RING_S,
    originator: null,
    formats: [],
    variables: PHONE_VARIABLES,
  });
}

/** It is a test call whose phone rings. */
export const isTestRinging = (call: Call): boolean => call.phase === 'dialling' && call.flow?.test != null;

/** He has picked up: from here on he is a caller like any other. */
export function testCallAnswered(step: Step, call: Call): void {
  const agent = call.peerAgentId ? agentOf(step, call.peerAgentId) : undefined;
  if (agent) setActivity(step, agent, { kind: 'talking', callId: call.id });
  enterPhase(call, 'flow', step.now, step.now + WALK_MS);
  if (call.flow) walkFromStart(step, call, call.flow);
}

/** Keys of the panel are those of the telephone he holds. False: the call is no test, or he talks with somebody. */
export function keysOfTester(step: Step, call: Call, agentId: string, digits: string): boolean {
  if (call.flow?.test?.agentId !== agentId || call.phase === 'talking') return false;
  for (const digit of digits) keyPressed(step, call.customerChannelId, digit);
  return true;
}
