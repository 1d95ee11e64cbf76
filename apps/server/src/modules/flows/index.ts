export { AllowedHosts } from './addresses.ts';
export { createFlows } from './flows.ts';
export { FlowHttp } from './http-client.ts';
export { flowProblems, type Known } from './problems.ts';
