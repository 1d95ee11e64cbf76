import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';
import { owesDisposition, wrapUpMs } from '../../rules/wrap-up.ts';
import type { Agent, WrapUpOf } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';

/**
 * What has become of the call that the agent has, of the one that their wrap-up is about, or of one shortly before: what was written in the last
 * moment of a wrap-up arrives when it is over (PAN-11a).
 */
export function setDisposition(s: Step, order: Extract<Input, { type: 'setDisposition' }>): void {
  const { agentId, callId, disposition, note, noteBefore } = order;
  const agent = ensureAgent(s, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  const { activity } = agent;
  const about = aboutOf(s, agent, callId);
  if (!s.directory.queue(about.queueId ?? '')?.dispositions.includes(disposition)) throw new RefusedError('panel.dispositionUnknown');
  const written = about.disposition?.note ?? '';
  if (noteBefore !== undefined && written !== noteBefore && written !== note) throw new RefusedError('panel.noteChanged');
  const wasOwed = owesDisposition(s, agent);
  about.disposition = { text: disposition, note };
  s.callFact({ id: callId, tenantId: agent.tenantId }, { type: 'disposed', agentId, disposition, note });
  s.markAgent(agentId);
  if (activity.kind !== 'wrapUp' || activity.callId !== callId || !wasOwed) return;
  // What he owed is given: the time that is left of the wrap-up is his.
  const queue = s.directory.queue(activity.of.queueId ?? '');
  activity.endsAt = Math.max(s.now, activity.startedAt + (queue ? wrapUpMs(queue, activity.extensions) : 0));
  if (activity.endsAt <= s.now) setActivity(s, agent, { kind: 'none' });
}

function aboutOf(s: Step, { id, activity, pastNotes }: Agent, callId: string): Call | WrapUpOf {
  if (activity.kind !== 'none' && activity.callId === callId) {
    const call = activity.kind === 'talking' ? s.world.calls.get(callId) : undefined;
    const about = activity.kind === 'wrapUp' ? activity.of : call?.agentId === id ? call : undefined;
    if (!about) throw new RefusedError('panel.notYourCall');
    return about;
  }
  const past = pastNotes.find((notes) => notes.callId === callId);
  if (!past) throw new RefusedError('panel.noCall');
  return past.of;
}
