import type { SecretBox } from '../secrets/index.ts';

/** The name of an extension in the engine, and the SIP user its phone is set up with: `demo-8001`. Unique over all call centres. */
export const extensionEndpoint = (tenantCode: string, number: string) => `${tenantCode}-${number}`;
/** The name of a trunk in the engine. */
export const trunkEndpoint = (trunkId: string) => `trunk-${trunkId}`;
/** The registration of a trunk with its second server; that with the first has the endpoint's name. */
export const secondRegistration = (trunkId: string) => `${trunkEndpoint(trunkId)}-2`;
/** What is not an extension. */
export const isTrunkEndpoint = (name: string) => name.startsWith('trunk-');
export const REALM = 'zuoxi';

/** The engine's password of a phone in the browser. Only the server's SIP WebSocket proves it; nobody is ever shown it. */
export const webPhoneSecret = (secrets: Pick<SecretBox, 'sign'>, accountId: string): string => secrets.sign(`web phone/${accountId}`);

/** The endpoint that an agent's dial string rings: `PJSIP/demo-8001` → `demo-8001`. */
export const endpointRung = (dialString: string): string => dialString.replace('PJSIP/', '');
