export { sdpOf } from './body.ts';
export { AcceptRetransmitter, Dialog } from './dialog.ts';
export { answerChallenge, DigestSession, type OutboundCredentials, realmsOf } from './digest.ts';
export type { SipDirectory } from './directory.ts';
export type { DnsSource } from './dns-client.ts';
export { canonicalAddress, type Flow } from './flow.ts';
export { SipHeaders } from './headers.ts';
export type { SipMessage, SipRequest, SipResponse } from './message.ts';
export { parseMessage, serialise } from './message.ts';
export type { AorSettings, ContactBinding } from './registrar.ts';
export { ProvisionalOrder, ReliableProvisionals, rseqOf } from './reliable-provisional.ts';
export { parseReplaces, type ReferTarget, type Replaces, referTargetOf } from './replaces.ts';
export { ALLOW } from './request-checks.ts';
export { buildResponse } from './response.ts';
export {
  agreeAsUac,
  agreeAsUas,
  deadlinesOf,
  minSeOf,
  supports,
  type TimerAgreement,
  type TimerPolicy,
} from './session-expires.ts';
export { type DialogUser, type IncomingInvite, type IncomingSubscribe, SipStack, USER_AGENT } from './stack.ts';
export { numberOfUri, numberOfUser } from './telephone-number.ts';
export { SIXTY_FOUR_T1 } from './timers.ts';
export type { ClientTransaction, ServerTransaction } from './transaction-layer.ts';
export { type Certificate, STRICT, type TlsTrust } from './transport-tls.ts';
export type { Way, WayOptions } from './transports.ts';
export { chooseTrunk, TrunkIdentification } from './trunk-identification.ts';
export { escapeUser, formatNameAddr, formatUri, hostForUri, parseNameAddr, parseUri, quote, unescapeUser } from './uri.ts';
