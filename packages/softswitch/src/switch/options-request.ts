import { type Flow, hostForUri, SipHeaders, type SipRequest } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';

/** The question whether somebody is there (RFC 3261 section 11). */
export function optionsRequest({ ids, stack }: SwitchContext, uri: string, flow: Flow): SipRequest {
  const local = `sip:zuoxi@${hostForUri(flow.localHost)}`;
  const tag = ids.token(10);
  const callId = ids.token(20);
  const headers = new SipHeaders();
  headers.add('max-forwards', '70').add('from', `<${local}>;tag=${tag}`).add('to', `<${uri}>`);
  headers.add('call-id', callId).add('cseq', '1 OPTIONS').add('contact', stack.contactFor(flow, 'zuoxi'));
  return {
    kind: 'request',
    method: 'OPTIONS',
    uri,
    headers,
    body: '',
    via: undefined,
    from: { display: '', uri: local, params: new Map([['tag', tag]]) },
    to: { display: '', uri, params: new Map() },
    callId,
    cseq: 1,
  };
}
