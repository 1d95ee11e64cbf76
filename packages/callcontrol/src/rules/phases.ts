import type { Call, CallPhase, CallState } from '../world/call.ts';
import { setState } from '../world/states.ts';
import type { Step } from './step.ts';

/** Where a caller may be sent from and to, as long as nobody talks with him. */
const DIRECTED: readonly CallPhase[] = ['flow', 'greeting', 'queued', 'connecting', 'voicemail', 'announcing'];

const nextPhases: Readonly<Record<CallPhase, readonly CallPhase[]>> = {
  arrived: ['code', ...DIRECTED],
  flow: DIRECTED,
  greeting: DIRECTED,
  queued: ['ringing', ...DIRECTED],
  ringing: ['talking', 'callingBack', ...DIRECTED],
  connecting: ['talking', ...DIRECTED],
  voicemail: DIRECTED,
  announcing: DIRECTED,
  callingAgent: ['dialling'],
  dialling: ['talking'],
  callingBack: ['talking', 'announcing'],
  ownPhone: ['recordingPrompt', 'code', ...DIRECTED],
  code: ['announcing'],
  recordingPrompt: [],
  // DIRECTED: transferred to a queue. queued: the agent was lost and did not come back.
  talking: ['survey', ...DIRECTED],
  survey: [],
};

/** The one place where a call changes its phase; every phase is entered with the deadline at which somebody looks after it. */
export function enterPhase(step: Step, call: Call, state: CallState, deadline: number): void {
  const { phase } = call.state;
  if (!nextPhases[phase].includes(state.phase)) throw new Error(`illegal step of call ${call.id}: ${phase} → ${state.phase}`);
  setState(call, state);
  call.phaseSince = step.now;
  call.deadline = deadline;
  step.mark(call);
}
