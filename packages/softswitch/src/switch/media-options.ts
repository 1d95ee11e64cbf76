import type { CodecName, LegOptions } from '../media/api.ts';
import { codecsOf } from './identity.ts';
import { type ConfigObject, isYes } from './pjsip-config.ts';

/** What an endpoint's configuration says about its sound (res_pjsip: webrtc, allow, media_encryption…, dtmf_mode). */
export function mediaOptionsOf(
  endpoint: ConfigObject,
  wanted: readonly CodecName[] = [],
): Pick<LegOptions, 'kind' | 'codecs' | 'sdes' | 'dtmf' | 'mediaTimeoutMs'> {
  const kind = isYes(endpoint.get('webrtc')) ? 'webrtc' : 'rtp';
  // Asterisk has no timeout then; a dead call would stay for ever, so the engine's own stands.
  const timeoutS = Number(endpoint.get('rtp_timeout')) || 0;
  return {
    kind,
    codecs: preferring(wanted, codecsOf(endpoint)),
    sdes: sdesOf(endpoint),
    dtmf: dtmfOf(endpoint.get('dtmf_mode')),
    ...(timeoutS > 0 ? { mediaTimeoutMs: timeoutS * 1000 } : {}),
  };
}

/** What the originator speaks, or originate asks for, comes first (codec_prefs_outgoing_offer: prefer pending), so that nothing needs to be transcoded. */
function preferring(wanted: readonly CodecName[], codecs: readonly CodecName[]): readonly CodecName[] {
  return [...wanted.filter((codec) => codecs.includes(codec)), ...codecs.filter((codec) => !wanted.includes(codec))];
}

function sdesOf(endpoint: ConfigObject): NonNullable<LegOptions['sdes']> {
  if (endpoint.get('media_encryption') !== 'sdes') return 'none';
  return isYes(endpoint.get('media_encryption_optimistic')) ? 'optional' : 'required';
}

function dtmfOf(mode: string | undefined): NonNullable<LegOptions['dtmf']> {
  if (mode === 'inband' || mode === 'auto') return mode;
  // By INFO everybody may press keys at any time; the sound is not searched for them.
  return mode === 'info' ? 'none' : 'events';
}
