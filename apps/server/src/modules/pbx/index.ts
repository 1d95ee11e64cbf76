export { type AgentDetails, DirectoryStore } from './directory-store.ts';
export { extensionEndpoint, REALM, secondRegistration, trunkEndpoint } from './endpoint-names.ts';
export { numberIsFree } from './numbers.ts';
export { PROMPTS_FOLDER, Provisioning } from './provisioning.ts';
export { trunkServers } from './trunk-objects.ts';
