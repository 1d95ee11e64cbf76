import { keyOfDialogue } from '../../parts/dialogue-news.ts';
import type { Phase } from '../../rules/step.ts';
import type { CallIn } from '../../world/call.ts';
import { flowAnswered, flowServiceAnswered, flowTimedOut, resumeFlow } from './flow.ts';

export const flow: Phase<CallIn<'flow'>> = {
  timeUp: flowTimedOut,
  heard: (step, call, _, answer) => flowAnswered(step, call, answer),
  key: keyOfDialogue,
  served: flowServiceAnswered,
  // A key that was not heard must not make a wrong number of the right one: the caller is asked again.
  engineBack: resumeFlow,
  abandoned: () => ({ reason: 'abandonedInFlow', endedBy: 'customer' }),
};
