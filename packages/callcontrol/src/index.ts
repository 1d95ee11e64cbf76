export { isReadyFor } from './agent-state.ts';
export * from './call-control.ts';
export type * from './directory.ts';
export type * from './engine-port.ts';
export * from './facts.ts';
export { type Input, type Refusal, RefusedError } from './inputs.ts';
export * from './spoken.ts';
export { type Agent, type Call, emptyWorld, type World } from './world.ts';
