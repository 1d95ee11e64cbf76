import type { CallerId } from '@zuoxi/ari';
import {
  ALLOW,
  escapeUser,
  type Flow,
  formatNameAddr,
  formatUri,
  parseNameAddr,
  SipHeaders,
  type SipRequest,
  USER_AGENT,
} from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import { rel100Of, supportedOf } from './option-tags.ts';
import { isYes } from './pjsip-config.ts';

export interface InviteParts {
  callId: string;
  localTag: string;
  endpoint: string;
  target: { uri: string; flow: Flow };
  sdp: string;
  /** Whom the called party sees. */
  from: CallerId;
  /** Of the session timer, and those the application asked for. */
  headers: readonly (readonly [string, string])[];
  maxForwards: number;
}

/** The INVITE that begins a call of ours (RFC 3261 section 8.1.1). */
export function buildInvite(context: SwitchContext, parts: InviteParts): SipRequest {
  const { from, target, callId } = parts;
  const { flow, uri } = target;
  const endpoint = context.config.get('endpoint', parts.endpoint);
  const user = endpoint?.get('from_user') || escapeUser(from.number) || 'anonymous';
  const host = endpoint?.get('from_domain') || flow.localHost;
  const fromUri = formatUri({ scheme: 'sip', user, host, port: undefined });
  const fromValue = `${formatNameAddr({ display: from.name || undefined, uri: fromUri })};tag=${parts.localTag}`;
  const headers = new SipHeaders();
  headers.add('max-forwards', String(parts.maxForwards)).add('from', fromValue).add('to', `<${uri}>`);
  headers.add('call-id', callId).add('cseq', '1 INVITE');
  headers.add('contact', context.stack.contactFor(flow, parts.endpoint)).add('allow', ALLOW).add('user-agent', USER_AGENT);
  headers.add('supported', supportedOf(endpoint));
  if (rel100Of(endpoint) === 'required') headers.add('require', '100rel');
  if (isYes(endpoint?.get('trust_id_outbound')) && from.number !== '') {
    const identity = formatUri({ scheme: 'sip', user: escapeUser(from.number), host, port: undefined });
    headers.add('p-asserted-identity', formatNameAddr({ display: from.name || undefined, uri: identity }));
  }
  for (const [key, value] of parts.headers) headers.add(key, value);
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
    cseq: 1,
  };
}
