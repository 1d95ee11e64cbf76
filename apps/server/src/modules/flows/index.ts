export { AllowedHosts } from './addresses.ts';
export { createFlows, type Flows } from './flows.ts';
export { FlowHttp } from './http-client.ts';
export { flowProblems, type Known } from './problems.ts';
export { FlowTests } from './test-calls.ts';
