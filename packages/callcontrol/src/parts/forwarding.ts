import type { AgentConfig } from '../port/directory.ts';
import type { ForwardedWhen } from '../port/facts.ts';
import { ensureAgent, isNotToBeDisturbed } from '../rules/agent-state.ts';
import type { Step } from '../rules/step.ts';
import { isEngaged } from '../rules/wrap-up.ts';
import type { Agent } from '../world/agent.ts';
import type { Call } from '../world/call.ts';
import type { EndReason, OutsideTarget } from '../world/terms.ts';

/**
 * Where a direct call ends up that was meant for an extension:
 * ```
 *   dialled ──► always? ──► busy or not to be disturbed? ──► not registered? ──► his phone rings ──(busy, no answer, gone)──┐
 *                 └──────────────┴────────────────────────────┴──► the next extension, or an outside number ◄───────────────┘
 * ```
 * Calls of a queue never come here: the queue knows better who is to be rung. Outside numbers are dialled with the rights
 * and on the account of whoever forwards to them, so that nobody gets abroad by being dialled.
 */
export type Way =
  /** `ringS`: seconds until his forwarding takes over; undefined: it does not. */
  | { kind: 'phone'; agent: Agent; config: AgentConfig; ringS: number | undefined }
  /** `agentId`: who forwards. */
  | { kind: 'outside'; target: OutsideTarget; agentId: string }
  | { kind: 'nowhere'; reason: NobodyThere };

export type NobodyThere = Extract<EndReason, 'busy' | 'noAnswer' | 'unreachable' | 'noSuchNumber'>;

/** From one to the next at most so often. */
const MOST_FORWARDS = 5;

/** Whose phone a call for this extension rings now. What was forwarded on the way is told, and remembered in the call. */
export function wayTo(step: Step, call: Call, agentId: string): Way {
  const agent = ensureAgent(step, agentId);
  const config = step.directory.agent(agentId);
  if (!agent || config?.tenantId !== call.tenantId) return { kind: 'nowhere', reason: 'noSuchNumber' };
  const when = turnedAway(step, call, agent, config);
  if (when) return forward(step, call, config, when);
  return { kind: 'phone', agent, config, ringS: config.forwarding.noAnswer === '' ? undefined : config.forwarding.noAnswerS };
}

/** His phone rang in vain, and why: where he forwards such calls; undefined: nowhere. */
export function wayOn(step: Step, call: Call, agentId: string, reason: EndReason): Way | undefined {
  const config = step.directory.agent(agentId);
  const when = reason === 'noAnswer' ? 'noAnswer' : reason === 'busy' || reason === 'rejected' ? 'busy' : 'offline';
  return config && config.forwarding[when] !== '' ? forward(step, call, config, when) : undefined;
}

function turnedAway(step: Step, call: Call, agent: Agent, { forwarding }: AgentConfig): ForwardedWhen | undefined {
  if (forwarding.always !== '') return 'always';
  if (isNotToBeDisturbed(step, agent.id) || isEngaged(step, agent)) return 'busy';
  return agent.registeredWith.includes(call.engine) ? undefined : 'offline';
}

function forward(step: Step, call: Call, config: AgentConfig, when: ForwardedWhen): Way {
  const number = config.forwarding[when];
  const nowhere: Way = { kind: 'nowhere', reason: when === 'busy' || when === 'noAnswer' ? when : 'unreachable' };
  if (number === '' || call.forwardedFrom.length >= MOST_FORWARDS) return nowhere;
  const target = step.directory.dialTarget(config.id, number, 'forwarding');
  if (target.kind === 'refused') {
    const agent = ensureAgent(step, config.id);
    if (agent) step.agentFact(agent, { type: 'dialRefused', number, reason: target.reason });
    return nowhere;
  }
  // A queue is no forwarding's business: its callers are counted from where they began.
  if (target.kind === 'queue') return nowhere;
  call.forwardedFrom.push(config.id);
  const toAgentId = target.kind === 'extension' ? target.agentId : null;
  // Never back to one who has been asked, nor to the one who calls.
  if (toAgentId !== null && (call.forwardedFrom.includes(toAgentId) || toAgentId === call.agentId)) return nowhere;
  step.callFact(call, { type: 'forwarded', agentId: config.id, when, toAgentId, number });
  return target.kind === 'outside' ? { kind: 'outside', target, agentId: config.id } : wayTo(step, call, target.agentId);
}
