export { listenToAgents } from './agent-changes.ts';
export { Board } from './board.ts';
export { isInCall } from './in-call.ts';
export { LiveView } from './live-view.ts';
export { isTheirs, type Scope, scopeOf } from './scope.ts';
