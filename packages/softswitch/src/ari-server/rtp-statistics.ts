import type { RtpStatistics } from '@zuoxi/ari';
import type { LegStats, Spread } from '../media/api.ts';

const NONE: Spread = { min: 0, max: 0, mean: 0, deviation: 0 };
const seconds = (ms: number | undefined): number => (ms ?? 0) / 1000;

/**
 * As ast_rtp_convert_stats_json in Asterisk's rtp_engine.c, measured on 22.10: `normdev` is the mean, and `txjitter` and `txmes`
 * are of what we receive, `rxjitter` and `rxmes` of what they report; losses are not crossed.
 */
export function rtpStatistics(stats: LegStats, channelId: string): RtpStatistics {
  const quality = stats.quality;
  const local = quality?.local ?? { jitterMs: NONE, packetsLost: NONE, rating: NONE };
  const remote = quality?.remote ?? { jitterMs: NONE, packetsLost: NONE, rating: NONE };
  const roundTrip = quality?.roundTrip ?? NONE;
  return {
    txcount: stats.packetsSent,
    rxcount: stats.packetsReceived,
    txploss: Math.max(0, quality?.remotePacketsLost ?? 0),
    rxploss: stats.packetsLost,
    local_ssrc: quality?.localSsrc ?? 0,
    remote_ssrc: quality?.remoteSsrc ?? 0,
    txoctetcount: stats.bytesSent,
    rxoctetcount: stats.bytesReceived,
    channel_uniqueid: channelId,
    txjitter: seconds(stats.jitterMs),
    rxjitter: seconds(quality?.remoteJitterMs),
    remote_maxjitter: seconds(remote.jitterMs.max),
    remote_minjitter: seconds(remote.jitterMs.min),
    remote_normdevjitter: seconds(remote.jitterMs.mean),
    remote_stdevjitter: seconds(remote.jitterMs.deviation),
    local_maxjitter: seconds(local.jitterMs.max),
    local_minjitter: seconds(local.jitterMs.min),
    local_normdevjitter: seconds(local.jitterMs.mean),
    local_stdevjitter: seconds(local.jitterMs.deviation),
    remote_maxrxploss: remote.packetsLost.max,
    remote_minrxploss: remote.packetsLost.min,
    remote_normdevrxploss: remote.packetsLost.mean,
    remote_stdevrxploss: remote.packetsLost.deviation,
    local_maxrxploss: local.packetsLost.max,
    local_minrxploss: local.packetsLost.min,
    local_normdevrxploss: local.packetsLost.mean,
    local_stdevrxploss: local.packetsLost.deviation,
    rtt: seconds(quality?.roundTripMs),
    maxrtt: seconds(roundTrip.max),
    minrtt: seconds(roundTrip.min),
    normdevrtt: seconds(roundTrip.mean),
    stdevrtt: seconds(roundTrip.deviation),
    // Asterisk gives these two without fraction.
    txmes: Math.floor(quality?.ratingReceived ?? 0),
    rxmes: Math.floor(quality?.ratingSent ?? 0),
    remote_maxmes: remote.rating.max,
    remote_minmes: remote.rating.min,
    remote_normdevmes: remote.rating.mean,
    remote_stdevmes: remote.rating.deviation,
    local_maxmes: local.rating.max,
    local_minmes: local.rating.min,
    local_normdevmes: local.rating.mean,
    local_stdevmes: local.rating.deviation,
  };
}
