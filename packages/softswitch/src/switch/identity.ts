import type { CallerId } from '@zuoxi/ari';
import type { CodecName } from '../media/api.ts';
import { escapeUser, formatNameAddr, formatUri, numberOfUri, parseNameAddr, type SipRequest } from '../sip/index.ts';
import { type ConfigObject, isYes, listOf } from './pjsip-config.ts';

/** `"Name" <number>`, `Name <number>` or a number (main/callerid.c, ast_callerid_parse). */
export function parseCallerId(text: string): CallerId {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*<([^>]*)>\s*$/.exec(text);
  if (quoted) return { name: (quoted[1] ?? '').trim(), number: (quoted[2] ?? '').trim() };
  // No pattern with two repetitions side by side: a thousand spaces would take it a second.
  const open = text.indexOf('<');
  const rest = open < 0 ? '' : text.slice(open + 1).trimEnd();
  if (rest.indexOf('>') === rest.length - 1 && rest !== '') return { name: text.slice(0, open).trim(), number: rest.slice(0, -1).trim() };
  const plain = text.trim();
  return /^[+*#\d().\- ]+$/.test(plain) ? { name: '', number: plain } : { name: plain.replace(/^"|"$/g, ''), number: '' };
}

function identityOf(value: string | undefined): CallerId | undefined {
  const address = value === undefined ? undefined : parseNameAddr(value);
  if (!address) return undefined;
  return { name: address.display, number: numberOfUri(address.uri) };
}

/** The Remote-Party-ID about the caller (draft-ietf-sip-privacy-04); others may speak of the called party. */
function remotePartyOf(request: SipRequest): string | undefined {
  return request.headers.list('remote-party-id').find((value) => {
    const party = parseNameAddr(value)?.params.get('party')?.toLowerCase();
    return party === undefined || party === 'calling';
  });
}

/** What a trusted endpoint asserts about who calls: P-Asserted-Identity (RFC 3325) before Remote-Party-ID. */
function assertedBy(request: SipRequest): CallerId | undefined {
  // Section 9.1: one sip and one tel URI at most; the first that names somebody counts.
  const asserted = request.headers.list('p-asserted-identity').map(identityOf);
  return asserted.find((one) => one !== undefined && one.number !== '') ?? identityOf(remotePartyOf(request));
}

/** Who calls: the endpoint's own caller ID, unless it is trusted to say (res_pjsip_caller_id). */
export function callerOf(request: SipRequest, endpoint: ConfigObject): CallerId {
  const configured = endpoint.get('callerid');
  const own = configured ? parseCallerId(configured) : undefined;
  const asserted = isYes(endpoint.get('trust_id_inbound')) ? assertedBy(request) : undefined;
  return asserted ?? own ?? identityOf(request.headers.get('from')) ?? { name: '', number: '' };
}

/** RFC 3323 section 4.2: the values that hide who calls. */
function asksForPrivacy(values: readonly string[]): boolean {
  return values.flatMap((value) => value.split(';')).some((word) => ['id', 'user', 'header'].includes(word.trim().toLowerCase()));
}

/** A trusted endpoint passed on that the caller does not want to be known: he may be shown to us, and to nobody further. */
export function isPrivateCall(request: SipRequest, endpoint: ConfigObject): boolean {
  if (!isYes(endpoint.get('trust_id_inbound'))) return false;
  if (asksForPrivacy(request.headers.list('privacy'))) return true;
  const privacy = parseNameAddr(remotePartyOf(request) ?? '')
    ?.params.get('privacy')
    ?.toLowerCase();
  return privacy !== undefined && privacy !== 'off';
}

/** The variable that Asterisk's CALLERID function reads and writes. */
export const PRESENTATION = 'CALLERID(pres)';
export const PROHIBITED = 'prohib_passed_screen';

/** A call of ours whose caller is not to be shown: `CALLERID(pres)=prohib…`, or a Privacy header that the application added. */
export function isRestricted(variables: ReadonlyMap<string, string>, headers: readonly (readonly [string, string])[]): boolean {
  const names = [PRESENTATION, 'CALLERID(num-pres)', 'CONNECTEDLINE(pres)', 'CONNECTEDLINE(num-pres)'];
  if (names.some((name) => variables.get(name)?.startsWith('prohib'))) return true;
  return asksForPrivacy(headers.flatMap(([key, value]) => (key === 'privacy' ? [value] : [])));
}

/** `from_domain`, or our own address. What is no host would break out of the URI. */
function domainOf(endpoint: ConfigObject | undefined, localHost: string): string {
  const domain = endpoint?.get('from_domain') ?? '';
  return /^[A-Za-z0-9._-]+$|^[0-9A-Fa-f:.]+$/.test(domain) ? domain : localHost;
}

/**
 * From of a call of ours, without its tag (set_from_header in res_pjsip_session.c): `from_user` and `from_domain` say who it is,
 * then without a name; who wants to stay unknown is anonymous (RFC 3323 section 4.1.1.3), unless the carrier needs these two.
 */
export function fromOf(endpoint: ConfigObject | undefined, from: CallerId, restricted: boolean, localHost: string): string {
  const fixed = escapeUser(endpoint?.get('from_user') ?? '');
  const user = fixed || (restricted ? 'anonymous' : escapeUser(from.number) || 'anonymous');
  const host = restricted && !endpoint?.get('from_domain') ? 'anonymous.invalid' : domainOf(endpoint, localHost);
  const display = restricted ? 'Anonymous' : fixed ? '' : from.name;
  return formatNameAddr({ display: display || undefined, uri: formatUri({ scheme: 'sip', user, host, port: undefined }) });
}

/**
 * What the peer is told of the caller beside From, as res_pjsip_caller_id does: with `send_pai` and `send_rpid`; of a caller who
 * does not want to be known only to those with `trust_id_outbound`, who must keep it to themselves (RFC 3325 section 7).
 */
export function identityHeaders(
  endpoint: ConfigObject | undefined,
  from: CallerId,
  restricted: boolean,
  localHost: string,
): [string, string][] {
  if (from.number === '' || (restricted && !isYes(endpoint?.get('trust_id_outbound')))) return [];
  const uri = formatUri({ scheme: 'sip', user: escapeUser(from.number), host: domainOf(endpoint, localHost), port: undefined });
  const identity = formatNameAddr({ display: from.name || undefined, uri });
  const headers: [string, string][] = [];
  if (isYes(endpoint?.get('send_pai'))) {
    headers.push(['p-asserted-identity', identity]);
    if (restricted) headers.push(['privacy', 'id']);
  }
  if (isYes(endpoint?.get('send_rpid'))) {
    headers.push(['remote-party-id', `${identity};party=calling;privacy=${restricted ? 'full' : 'off'};screen=no`]);
  }
  return headers;
}

const CODECS: Readonly<Record<string, CodecName>> = { g722: 'G722', alaw: 'PCMA', ulaw: 'PCMU' };

/** `allow=!all,g722,alaw,ulaw` as codecs we have, in its order; G.711 when none of ours is named. */
export function codecsOf(endpoint: ConfigObject | undefined): CodecName[] {
  const codecs = codecsNamed(endpoint?.get('allow'));
  return codecs.length > 0 ? codecs : ['PCMA', 'PCMU'];
}

/** `alaw,ulaw` as codecs we have; names of others are passed over. */
export function codecsNamed(names: string | undefined): CodecName[] {
  return [...new Set(listOf(names).flatMap((name) => CODECS[name.toLowerCase()] ?? []))];
}
