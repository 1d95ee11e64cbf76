/**
 * How a conversation sounds, estimated from its network: the E-model of ITU-T G.107 with everything that is not measured at
 * its default, which leaves R = 93.2 − Id − Ie,eff.
 *
 * - Id, what delay costs: the fit of Cole and Rosenbluth (ACM CCR 31:2, 2001, section 3.1) to G.107 section 3.5.
 * - Ie,eff, what the codec and losses cost: G.107 section 3.5 with BurstR = 1 (losses at random), Ie and Bpl of G.113
 *   appendix I: 0 and 25.1 for G.711 with concealment, which every phone has. G.722 is counted alike: its wider band is no
 *   part of this scale, and calls stay comparable.
 */
const R_MAX = 93.2;
const BPL = 25.1;
/** Packetization and the receiver's buffer, in ms: what no report knows. */
const TERMINAL_DELAY_MS = 40;

export interface NetworkQuality {
  /** Undefined when no report came: then delay is not counted. */
  roundTripMs: number | undefined;
  jitterMs: number;
  /** 0 to 1. */
  lossShare: number;
}

/** R, 0 to 93.2: the scale of Asterisk's media experience score, too. */
export function ratingOf({ roundTripMs, jitterMs, lossShare }: NetworkQuality): number {
  // A receiver holds back about twice the jitter.
  const delay = (roundTripMs ?? 0) / 2 + 2 * jitterMs + TERMINAL_DELAY_MS;
  const delayImpairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const loss = Math.min(1, Math.max(0, lossShare)) * 100;
  const lossImpairment = (95 * loss) / (loss + BPL);
  return Math.max(0, R_MAX - delayImpairment - lossImpairment);
}

/** R → mean opinion score, 1 to 4.5: G.107 annex B. */
export function mosOfRating(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
