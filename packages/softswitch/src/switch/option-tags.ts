import { type SipRequest, supports } from '../sip/index.ts';
import { type ConfigObject, isYes } from './pjsip-config.ts';
import { timerPolicyOf } from './session-refresh.ts';

/** The endpoint option `100rel` of pjsip.conf. */
export type Rel100 = 'no' | 'yes' | 'peer_supported' | 'required';

export function rel100Of(endpoint: ConfigObject | undefined): Rel100 {
  const text = (endpoint?.get('100rel') ?? 'yes').toLowerCase();
  if (text === 'required' || text === 'peer_supported') return text;
  return isYes(text) ? 'yes' : 'no';
}

/** What stands in Supported of our INVITEs and 2xx. */
export function supportedOf(endpoint: ConfigObject | undefined): string {
  const tags = ['replaces', 'norefersub'];
  if (timerPolicyOf(endpoint).mode !== 'no') tags.unshift('timer');
  if (rel100Of(endpoint) !== 'no') tags.unshift('100rel');
  return tags.join(', ');
}

/**
 * Whether provisional responses to this INVITE are sent reliably, as res_pjsip does it: `yes` when they must be,
 * `peer_supported` when they may be, `required` always, and then who cannot is answered 421 (RFC 3262 section 3).
 */
export function reliabilityOf(
  request: SipRequest,
  endpoint: ConfigObject | undefined,
): 'reliable' | 'plain' | { status: 420 | 421; headers: [string, string][] } {
  const mode = rel100Of(endpoint);
  const isRequired = request.headers.list('require').some((tag) => tag.toLowerCase() === '100rel');
  if (mode === 'no') return isRequired ? { status: 420, headers: [['unsupported', '100rel']] } : 'plain';
  if (isRequired) return 'reliable';
  const isSupported = supports(request, '100rel');
  if (mode === 'required') return isSupported ? 'reliable' : { status: 421, headers: [['require', '100rel']] };
  return mode === 'peer_supported' && isSupported ? 'reliable' : 'plain';
}
