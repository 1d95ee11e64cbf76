import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';
import { owesDisposition } from '../../rules/wrap-up.ts';

/** What has become of the call that he has, or of the one his notes are about (PAN-11a). */
export function setDisposition(s: Step, { agentId, callId, disposition, note }: Extract<Input, { type: 'setDisposition' }>): void {
  const agent = ensureAgent(s, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  const { activity } = agent;
  if (activity.kind === 'none' || activity.callId !== callId) throw new RefusedError('panel.noCall');
  const call = activity.kind === 'talking' ? s.world.calls.get(callId) : undefined;
  const about = activity.kind === 'wrapUp' ? activity.of : call?.agentId === agentId ? call : undefined;
  if (!about) throw new RefusedError('panel.notYourCall');
  if (!s.directory.queue(about.queueId ?? '')?.dispositions.includes(disposition)) throw new RefusedError('panel.dispositionUnknown');
  const wasOwed = owesDisposition(s, agent);
  about.disposition = { text: disposition, note };
  s.callFact({ id: callId, tenantId: agent.tenantId }, { type: 'disposed', agentId, disposition, note });
  s.markAgent(agentId);
  if (activity.kind !== 'wrapUp' || !wasOwed) return;
  // What he owed is given: the time that is left of the wrap-up is his.
  const wrapUpS = s.directory.queue(activity.of.queueId ?? '')?.wrapUpS ?? 0;
  activity.endsAt = Math.max(s.now, activity.startedAt + wrapUpS * 1000);
  if (activity.endsAt <= s.now) setActivity(s, agent, { kind: 'none' });
}
