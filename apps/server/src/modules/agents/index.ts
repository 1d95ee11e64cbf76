export { Board } from './board.ts';
export { LiveView } from './live-view.ts';
export { type Scope, scopeOf } from './scope.ts';
