export { type AgentDetails, DirectoryStore } from './directory-store.ts';
export { extensionEndpoint, REALM, trunkEndpoint } from './endpoint-names.ts';
export { numberIsFree } from './numbers.ts';
export { Provisioning } from './provisioning.ts';
