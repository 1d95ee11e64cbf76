import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent } from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';

/** More time for the notes, where the queue allows it, so often and by so much as it does. */
export function extendWrapUp(s: Step, { agentId }: Extract<Input, { type: 'extendWrapUp' }>): void {
  const agent = ensureAgent(s, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  const { activity } = agent;
  if (activity.kind !== 'wrapUp') throw new RefusedError('panel.noWrapUp');
  const { wrapUpExtensionS: seconds = 0, wrapUpExtensions: most = 0 } = s.directory.queue(activity.of.queueId ?? '') ?? {};
  const extensions = activity.extensions ?? 0;
  if (seconds === 0 || extensions >= most) throw new RefusedError('panel.wrapUpNotExtendable');
  activity.extensions = extensions + 1;
  activity.endsAt += seconds * 1000;
  s.agentFact(agent, { type: 'wrapUpExtended', callId: activity.callId, seconds });
}
