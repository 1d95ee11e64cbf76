// For tests and benchmarks, which look deeper than the server does.

export { UnexpectedError } from './edge/call-control.ts';
export { CommandRunner } from './edge/command-runner.ts';
export { newsOf } from './edge/engine-news.ts';
export { allowForAbsence } from './edge/lost-events.ts';
export * from './index.ts';
export { nextDeadline } from './parts/deadlines.ts';
export { dialogueHeard, dialogueKey, dialogueTimedOut } from './parts/dialogue.ts';
export type { Command } from './port/commands.ts';
export type { Candidate } from './port/decision.ts';
export { newCall } from './rules/new-call.ts';
export { HANDLED_KEPT } from './rules/queue-memory.ts';
export { Step } from './rules/step.ts';
export { beginStep, step } from './step.ts';
export { featureCodeOf } from './stories/dialled/code.ts';
export { masked } from './stories/flow/ask.ts';
export { compare } from './stories/flow/condition.ts';
export { enterFlow, flowAnswered, flowReturned, flowServiceAnswered, flowTimedOut, resumeFlow } from './stories/flow/flow.ts';
export { readPath } from './stories/flow/json-path.ts';
export { fits } from './stories/flow/pattern.ts';
export { fill } from './stories/flow/template.ts';
export { levelNeeded, type RankContext, rank } from './stories/queue/ranking.ts';
export { dueOfCallback, dueOfRoom } from './world/due.ts';
export { agentChannelOf, connectingOf, customerLegOf, offersOf, secondLineOf, setCustomer } from './world/legs.ts';
export { legByChannel } from './world/look-up.ts';
export { reindex } from './world/reindex.ts';
export { bridgeOf, placeOf } from './world/states.ts';
