import type { CallerId } from '@zuoxi/ari';
import type { CodecName } from '../media/api.ts';
import { parseNameAddr, parseUri, type SipRequest, unescapeUser } from '../sip/index.ts';
import { type ConfigObject, isYes, listOf } from './pjsip-config.ts';

/** `"Name" <number>`, `Name <number>` or a number (main/callerid.c, ast_callerid_parse). */
export function parseCallerId(text: string): CallerId {
  const match = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<]*?))\s*<([^>]*)>\s*$/.exec(text);
  if (match) return { name: (match[1] ?? match[2] ?? '').trim(), number: (match[3] ?? '').trim() };
  const plain = text.trim();
  return /^[+*#\d().\- ]+$/.test(plain) ? { name: '', number: plain } : { name: plain.replace(/^"|"$/g, ''), number: '' };
}

function identityOf(value: string | undefined): CallerId | undefined {
  const address = value === undefined ? undefined : parseNameAddr(value);
  if (!address) return undefined;
  const tel = /^tel:([+\d*#().-]+)/i.exec(address.uri)?.[1];
  const number = tel ?? unescapeUser(parseUri(address.uri)?.user ?? '');
  return { name: address.display, number: number.split(';')[0] ?? '' };
}

/** Who calls: the endpoint's own caller ID, unless it is trusted to say (res_pjsip_caller_id). */
export function callerOf(request: SipRequest, endpoint: ConfigObject): CallerId {
  const configured = endpoint.get('callerid');
  const own = configured ? parseCallerId(configured) : undefined;
  if (isYes(endpoint.get('trust_id_inbound'))) {
    const asserted = identityOf(request.headers.list('p-asserted-identity')[0]);
    if (asserted) return asserted;
  }
  return own ?? identityOf(request.headers.get('from')) ?? { name: '', number: '' };
}

const CODECS: Readonly<Record<string, CodecName>> = { g722: 'G722', alaw: 'PCMA', ulaw: 'PCMU' };

/** `allow=!all,g722,alaw,ulaw` as codecs we have, in its order; G.711 when none of ours is named. */
export function codecsOf(endpoint: ConfigObject | undefined): CodecName[] {
  const codecs = listOf(endpoint?.get('allow')).flatMap((name) => CODECS[name.toLowerCase()] ?? []);
  return codecs.length > 0 ? [...new Set(codecs)] : ['PCMA', 'PCMU'];
}
