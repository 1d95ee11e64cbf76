import type { LegStats, Spread } from '../media/api.ts';
import type { Channel } from './channel.ts';
import type { SwitchContext } from './context.ts';

/** The end of a call waits no longer than this for its figures. */
const WAIT_MS = 500;
const NONE: Spread = { min: 0, max: 0, mean: 0, deviation: 0 };

/**
 * The variables in which Asterisk leaves the quality of a call when it ends, whichever side ends it
 * (ast_rtp_instance_set_stats_vars in rtp_engine.c, called by chan_pjsip; measured on 22.10). They are announced as
 * ChannelVarset before ChannelHangupRequest: afterwards `rtp_statistics` answers 404. Empty when nothing was ever sent or
 * heard, or for what has no telephone.
 */
export async function closingQuality(context: SwitchContext, channel: Channel): Promise<readonly (readonly [string, string])[]> {
  const { leg } = channel;
  if (!leg || channel.snoopTarget !== undefined) return [];
  const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>();
  const timer = context.clock.setTimer(WAIT_MS, () => giveUp(undefined));
  const stats = await Promise.race([leg.stats().catch(() => undefined), late]);
  timer.cancel();
  if (!stats || (stats.packetsReceived === 0 && stats.packetsSent === 0)) return [];
  return variablesOf(stats);
}

/** In the plain variable and in `rtp_statistics`, `txjitter` and `txmes` are of what we receive, as Asterisk has it; in the others `rx` is. */
function variablesOf({ quality, ...stats }: LegStats): readonly (readonly [string, string])[] {
  const real = (value: number | undefined): string => (value ?? 0).toFixed(6);
  const plain = [
    `ssrc=${quality?.localSsrc ?? 0}`,
    `themssrc=${quality?.remoteSsrc ?? 0}`,
    `lp=${stats.packetsLost}`,
    `rxjitter=${real((quality?.remoteJitterMs ?? 0) / 1000)}`,
    `rxcount=${stats.packetsReceived}`,
    `txjitter=${real(stats.jitterMs / 1000)}`,
    `txcount=${stats.packetsSent}`,
    `rlp=${Math.max(0, quality?.remotePacketsLost ?? 0)}`,
    `rtt=${real((quality?.roundTripMs ?? 0) / 1000)}`,
    `rxmes=${real(quality?.ratingSent)}`,
    `txmes=${real(quality?.ratingReceived)}`,
  ].join(';');
  const both = (indent: string, name: string, pick: 'jitterMs' | 'packetsLost' | 'rating', scale: number): string =>
    spread(indent, `rx${name}`, quality?.local[pick] ?? NONE, scale) + spread(indent, `tx${name}`, quality?.remote[pick] ?? NONE, scale);
  return [
    ['RTPAUDIOQOS', plain],
    ['RTPAUDIOQOSJITTER', both('', 'jitter', 'jitterMs', 1000)],
    ['RTPAUDIOQOSLOSS', both('  ', 'lost', 'packetsLost', 1)],
    ['RTPAUDIOQOSRTT', spread('     ', 'rtt', quality?.roundTrip ?? NONE, 1000)],
    ['RTPAUDIOQOSMES', both('   ', 'mes', 'rating', 1)],
  ];
}

/** `min…=000.000000;max…;avg…;stdev…;` */
function spread(indent: string, name: string, { min, max, mean, deviation }: Spread, scale: number): string {
  const parts = [
    ['min', min],
    ['max', max],
    ['avg', mean],
    ['stdev', deviation],
  ] as const;
  return parts.map(([word, value]) => `${indent}${word}${name}=${(value / scale).toFixed(6).padStart(10, '0')};`).join('');
}
