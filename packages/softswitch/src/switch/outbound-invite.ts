import type { CallerId } from '@zuoxi/ari';
import { ALLOW, type Flow, parseNameAddr, SipHeaders, type SipRequest, USER_AGENT } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import { fromOf, identityHeaders } from './identity.ts';
import { rel100Of, supportedOf } from './option-tags.ts';

export interface InviteParts {
  callId: string;
  localTag: string;
  endpoint: string;
  target: { uri: string; flow: Flow; route?: string };
  sdp: string;
  /** Whom the called party sees. */
  from: CallerId;
  /** Of the session timer, and those the application asked for. */
  headers: readonly (readonly [string, string])[];
  maxForwards: number;
  /** The caller does not want to be known. */
  restricted: boolean;
  cseq: number;
}

/** The INVITE that begins a call of ours (RFC 3261 section 8.1.1). */
export function buildInvite(context: SwitchContext, parts: InviteParts): SipRequest {
  const { from, target, callId } = parts;
  const { flow, uri } = target;
  const endpoint = context.config.get('endpoint', parts.endpoint);
  const fromValue = `${fromOf(endpoint, from, parts.restricted, flow.localHost)};tag=${parts.localTag}`;
  const headers = new SipHeaders();
  headers.add('max-forwards', String(parts.maxForwards));
  if (target.route !== undefined) headers.add('route', target.route);
  headers.add('from', fromValue).add('to', `<${uri}>`).add('call-id', callId).add('cseq', `${parts.cseq} INVITE`);
  headers.add('contact', context.stack.contactFor(flow, parts.endpoint)).add('allow', ALLOW).add('user-agent', USER_AGENT);
  headers.add('supported', supportedOf(endpoint));
  if (rel100Of(endpoint) === 'required') headers.add('require', '100rel');
  for (const [key, value] of parts.headers) headers.add(key, value);
  for (const [key, value] of identityHeaders(endpoint, from, parts.restricted, flow.localHost)) {
    // A Privacy that the application asked for says more than ours.
    if (key !== 'privacy' || !headers.has('privacy')) headers.add(key, value);
  }
  headers.add('content-type', 'application/sdp');
  const nobody = { display: '', uri, params: new Map<string, string>() };
  return {
    kind: 'request',
    method: 'INVITE',
    uri,
    headers,
    body: parts.sdp,
    via: undefined,
    from: parseNameAddr(fromValue) ?? nobody,
    to: nobody,
    callId,
    cseq: parts.cseq,
  };
}
