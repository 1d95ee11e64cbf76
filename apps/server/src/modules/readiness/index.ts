export { Readiness, type ReadinessProblem } from './readiness.ts';
