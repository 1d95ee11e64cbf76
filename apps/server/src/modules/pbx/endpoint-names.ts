/** The name of an extension in the engine, and the SIP user its phone is set up with: `demo-8001`. Unique over all call centres. */
export const extensionEndpoint = (tenantCode: string, number: string) => `${tenantCode}-${number}`;
/** The name of a trunk in the engine. */
export const trunkEndpoint = (trunkId: string) => `trunk-${trunkId}`;
export const REALM = 'zuoxi';
