import type { Call, CallPhase } from '../world/call.ts';
import type { Step } from './step.ts';

/** Where a caller may be sent from and to, as long as nobody talks with him. */
const DIRECTED: readonly CallPhase[] = ['flow', 'greeting', 'queued', 'connecting', 'voicemail', 'announcing'];

const nextPhases: Readonly<Record<CallPhase, readonly CallPhase[]>> = {
  arrived: DIRECTED,
  flow: DIRECTED,
  greeting: DIRECTED,
  queued: ['ringing', ...DIRECTED],
  ringing: ['talking', 'dialling', ...DIRECTED],
  connecting: ['talking', ...DIRECTED],
  voicemail: DIRECTED,
  announcing: DIRECTED,
  callingAgent: ['dialling'],
  // DIRECTED: one of the house whose own phone was called first, to try an IVR or to wait in a queue.
  dialling: ['talking', 'recordingPrompt', ...DIRECTED],
  recordingPrompt: [],
  // DIRECTED: transferred to a queue. queued: the agent was lost and did not come back.
  talking: ['survey', ...DIRECTED],
  survey: [],
};

/** The one place where a call changes its phase; every phase is entered with the deadline at which somebody looks after it. */
export function enterPhase(step: Step, call: Call, phase: CallPhase, deadline: number): void {
  if (!nextPhases[call.phase].includes(phase)) throw new Error(`illegal step of call ${call.id}: ${call.phase} → ${phase}`);
  call.phase = phase;
  call.phaseSince = step.now;
  call.deadline = deadline;
  step.mark(call);
}
