import { type Cell, cell, type Observable } from '../ui/observable.ts';

/** How the call sounds now, seen from this browser, over the last seconds. */
export interface CallQuality {
  /** 1 (bad) to 4.5: the worse one of both directions. */
  mos: number;
  /** 0 to 1: of what this page should have heard, and of what the other side should have. */
  lossIn: number;
  lossOut: number;
  jitterMs: number;
  /** Null: no report has come yet. */
  roundTripMs: number | null;
}

export interface QualityFigures {
  received: number;
  lost: number;
  jitterMs: number;
  remoteLoss: number;
  remoteJitterMs: number;
  roundTripMs: number | null;
}

const EVERY_MS = 2000;

/**
 * E-model of ITU-T G.107 as the softswitch reckons it (packages/softswitch/src/media/e-model.ts): R = 93.2 − Id − Ie,eff, with
 * Cole and Rosenbluth's fit for delay and Bpl 25.1 (G.711 with concealment) for loss; annex B turns R into a score.
 */
export function mosOf({ roundTripMs, jitterMs, loss }: { roundTripMs: number | null; jitterMs: number; loss: number }): number {
  const delay = (roundTripMs ?? 0) / 2 + 2 * jitterMs + 40;
  const delayImpairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const percent = Math.min(1, Math.max(0, loss)) * 100;
  const r = Math.max(0, 93.2 - delayImpairment - (95 * percent) / (percent + 25.1));
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

export type QualityLevel = 'good' | 'fair' | 'poor';

/** G.107 annex B: below 4.0 some users, below 3.6 many users are dissatisfied. */
export function qualityLevel(mos: number): QualityLevel {
  if (mos >= 4) return 'good';
  return mos >= 3.6 ? 'fair' : 'poor';
}

/** What happened between two looks at the statistics; loss is counted between them, so that the lamp recovers. */
export function qualityBetween(before: QualityFigures | null, now: QualityFigures): CallQuality {
  const received = now.received - (before?.received ?? 0);
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  const lossIn = received + lost > 0 ? lost / (received + lost) : 0;
  const { remoteLoss: lossOut, jitterMs, remoteJitterMs, roundTripMs } = now;
  return {
    mos: Math.min(mosOf({ roundTripMs, jitterMs, loss: lossIn }), mosOf({ roundTripMs, jitterMs: remoteJitterMs, loss: lossOut })),
    lossIn,
    lossOut,
    jitterMs,
    roundTripMs,
  };
}

/** W3C webrtc-stats: times are seconds there. Null before the first packet. */
export function figuresOf(report: Iterable<Record<string, unknown>>): QualityFigures | null {
  const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
  let inbound: Record<string, unknown> | undefined;
  let remote: Record<string, unknown> | undefined;
  for (const stats of report) {
    if (stats['kind'] !== 'audio') continue;
    if (stats['type'] === 'inbound-rtp') inbound = stats;
    if (stats['type'] === 'remote-inbound-rtp') remote = stats;
  }
  if (!inbound) return null;
  const roundTrip = remote?.['roundTripTime'];
  return {
    received: number(inbound['packetsReceived']),
    lost: number(inbound['packetsLost']),
    jitterMs: number(inbound['jitter']) * 1000,
    remoteLoss: number(remote?.['fractionLost']),
    remoteJitterMs: number(remote?.['jitter']) * 1000,
    roundTripMs: typeof roundTrip === 'number' ? roundTrip * 1000 : null,
  };
}

/** Looks at a connection every two seconds until it is closed. */
export function watchQuality(connection: RTCPeerConnection): { quality: Observable<CallQuality | null>; stop(): void } {
  const quality: Cell<CallQuality | null> = cell<CallQuality | null>(null);
  let before: QualityFigures | null = null;
  const look = async () => {
    const now = figuresOf((await connection.getStats()).values());
    if (!now) return;
    // The first look counts from the start of the call, where packets before the answer are no loss.
    if (before) quality.set(qualityBetween(before, now));
    before = now;
  };
  const timer = setInterval(() => void look().catch(() => {}), EVERY_MS);
  return { quality, stop: () => clearInterval(timer) };
}
