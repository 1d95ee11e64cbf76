import type { AriEvent } from './types.ts';

/** One direction of a leg's sound. Losses are packets, jitter as RFC 3550 section 6.4.1 has it. */
export interface DirectionQuality {
  packets: number;
  lost: number;
  jitterMs: number;
  /** 1…4.5 (ITU-T G.107 annex B), null where the engine could not tell. */
  mos: number | null;
}

/** The sound of one leg over the whole call. */
export interface LegQuality {
  channelId: string;
  /** What the party said, as it came here. */
  received: DirectionQuality;
  /** What the party heard, as its reports (RTCP) say. */
  sent: DirectionQuality;
  roundTripMs: number;
}

/**
 * The figures that an engine leaves in the variable RTPAUDIOQOS when a leg ends, whichever side ends it: afterwards
 * `rtp_statistics` answers 404. In it `txjitter` and `txmes` are of what was received (ast_rtp_instance_set_stats_vars).
 */
export function legQualityOf(event: AriEvent): LegQuality | undefined {
  if (event.type !== 'ChannelVarset' || event.variable !== 'RTPAUDIOQOS' || !event.channel) return undefined;
  const fields = new Map(event.value.split(';').map((field) => pair(field)));
  const figure = (name: string): number => {
    const value = Number(fields.get(name));
    return Number.isFinite(value) ? value : 0;
  };
  return {
    channelId: event.channel.id,
    received: { packets: figure('rxcount'), lost: figure('lp'), jitterMs: figure('txjitter') * 1000, mos: mosOf(figure('txmes')) },
    sent: { packets: figure('txcount'), lost: figure('rlp'), jitterMs: figure('rxjitter') * 1000, mos: mosOf(figure('rxmes')) },
    roundTripMs: figure('rtt') * 1000,
  };
}

function pair(field: string): [string, string] {
  const at = field.indexOf('=');
  return [field.slice(0, at).trim(), field.slice(at + 1)];
}

/** From the rating R of the E-model (0…100): ITU-T G.107 annex B. */
export function mosOf(rating: number): number | null {
  if (rating <= 0) return null;
  const r = Math.min(rating, 100);
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return Math.round(Math.max(1, mos) * 100) / 100;
}
