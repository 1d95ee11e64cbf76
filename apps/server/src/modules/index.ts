export { allModules } from './all.ts';
export { assemble, type Modules } from './assemble.ts';
