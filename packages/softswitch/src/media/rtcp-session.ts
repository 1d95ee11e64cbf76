import type { LegQuality, Spread } from './api.ts';
import { mosOfRating, ratingOf } from './e-model.ts';
import { buildRtcp, ntpMiddle, parseRtcp, type ReportBlock } from './rtcp.ts';
import type { RtpReceiver } from './rtp-receiver.ts';
import type { RtpSender } from './rtp-sender.ts';

/** RFC 3550 section 6.2: the smallest interval, which two parties always keep to. */
const INTERVAL_MS = 5_000;
/** Section 6.3.1 makes up for what reconsideration shortens: e − 3/2. */
const COMPENSATION = Math.E - 1.5;
/** A round trip beyond this is a wrong clock or a wrong report. */
const MAX_ROUND_TRIP_MS = 60_000;

/** Smallest, largest, mean and standard deviation of what is measured again and again. */
class Samples {
  #count = 0;
  #min = 0;
  #max = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#min = this.#count === 0 ? value : Math.min(this.#min, value);
    this.#max = this.#count === 0 ? value : Math.max(this.#max, value);
    this.#count++;
    const change = value - this.#mean;
    this.#mean += change / this.#count;
    this.#squares += change * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  get spread(): Spread {
    const deviation = this.#count > 0 ? Math.sqrt(this.#squares / this.#count) : 0;
    return { min: this.#min, max: this.#max, mean: this.#mean, deviation };
  }
}

/** Who reports, and how. */
export interface RtcpOptions {
  sender: RtpSender;
  receiver: RtpReceiver;
  cname: string;
  /** Unix time in ms, with fractions. */
  wallMs: () => number;
  /** 0 to 1. */
  random: () => number;
}

/**
 * The reports of one leg, ours and theirs (RFC 3550 section 6). Every report of ours is a sample of what we receive, every
 * report of theirs one of what they receive and of the round trip.
 */
export class RtcpSession {
  readonly #options: RtcpOptions;
  #nextAt: number;
  #sentAtLast = 0;
  /** Their last sender report: what our next block refers to. */
  #lastReport = 0;
  #lastReportAt = 0;
  /** What they last said about us. */
  #theirs: ReportBlock | undefined;
  #roundTripMs: number | undefined;
  #saidGoodbye = false;
  readonly #roundTrip = new Samples();
  readonly #localJitter = new Samples();
  readonly #localLost = new Samples();
  readonly #localRating = new Samples();
  readonly #remoteJitter = new Samples();
  readonly #remoteLost = new Samples();
  readonly #remoteRating = new Samples();

  constructor(options: RtcpOptions, nowMs: number) {
    this.#options = options;
    // Section 6.2: the first one comes after half the interval.
    this.#nextAt = nowMs + this.#interval() / 2;
  }

  /** They have said goodbye: nothing more is to be expected from this stream. */
  get saidGoodbye(): boolean {
    return this.#saidGoodbye;
  }

  /** The report that is due, if one is. */
  due(nowMs: number): Buffer | undefined {
    if (nowMs < this.#nextAt) return undefined;
    this.#nextAt = nowMs + this.#interval();
    return this.report(nowMs, false);
  }

  /** SR when we have sent since the last one, else RR. `bye` is the last one. */
  report(nowMs: number, bye: boolean): Buffer {
    const { sender, receiver, cname, wallMs } = this.#options;
    const hasSent = sender.packets !== this.#sentAtLast;
    this.#sentAtLast = sender.packets;
    const received = receiver.report();
    if (received) {
      this.#localJitter.add(receiver.jitterMs);
      this.#localLost.add(received.lostInInterval);
      this.#localRating.add(this.#rate(receiver.jitterMs, received.fractionLost / 256));
    }
    const since = this.#lastReport === 0 ? 0 : Math.round(((nowMs - this.#lastReportAt) * 65_536) / 1000);
    return buildRtcp({
      ssrc: sender.ssrc,
      cname,
      sender: hasSent
        ? { wallMs: wallMs(), timestamp: sender.timestampAt(nowMs), packets: sender.packets, octets: sender.bytes }
        : undefined,
      block: received && { ...received, lastReport: this.#lastReport, sinceLastReport: since },
      bye,
    });
  }

  /** Takes what they sent. True: a report, which nobody sends who is gone. Never throws. */
  receive(packet: Uint8Array, nowMs: number): boolean {
    let isReport = false;
    for (const part of parseRtcp(packet)) {
      if (part.type === 'bye') {
        if (part.ssrcs.includes(this.#options.receiver.ssrc)) this.#saidGoodbye = true;
        continue;
      }
      isReport = true;
      if (part.sender) {
        this.#lastReport = part.sender.ntpMiddle;
        this.#lastReportAt = nowMs;
      }
      for (const block of part.blocks) if (block.ssrc === this.#options.sender.ssrc) this.#heard(block);
    }
    return isReport;
  }

  #heard(block: ReportBlock): void {
    this.#theirs = block;
    const jitterMs = block.jitter / 8;
    this.#remoteJitter.add(jitterMs);
    this.#remoteLost.add(block.lost);
    if (block.lastReport !== 0) {
      // Section 6.4.1: A − LSR − DLSR, modulo 2^32.
      const units = (ntpMiddle(this.#options.wallMs()) - block.lastReport - block.sinceLastReport) | 0;
      const roundTripMs = (units * 1000) / 65_536;
      // A little below zero is rounding on the way through two clocks.
      if (roundTripMs > -5 && roundTripMs < MAX_ROUND_TRIP_MS) {
        this.#roundTripMs = Math.max(0, roundTripMs);
        this.#roundTrip.add(this.#roundTripMs);
      }
    }
    this.#remoteRating.add(this.#rate(jitterMs, block.fractionLost / 256));
  }

  #rate(jitterMs: number, lossShare: number): number {
    return ratingOf({ roundTripMs: this.#roundTripMs, jitterMs, lossShare });
  }

  /** What is known of both directions now. */
  quality(): LegQuality {
    const { receiver, sender } = this.#options;
    const rx = receiver.expected > 0 ? this.#rate(receiver.jitterMs, receiver.lost / receiver.expected) : undefined;
    const theirs = this.#theirs;
    const tx = theirs && this.#rate(theirs.jitter / 8, Math.max(0, theirs.lost) / Math.max(1, sender.packets));
    return {
      localSsrc: sender.ssrc,
      remoteSsrc: receiver.ssrc,
      roundTripMs: this.#roundTripMs,
      roundTrip: this.#roundTrip.count > 0 ? this.#roundTrip.spread : undefined,
      remoteJitterMs: theirs && theirs.jitter / 8,
      remotePacketsLost: theirs?.lost,
      local: { jitterMs: this.#localJitter.spread, packetsLost: this.#localLost.spread, rating: this.#localRating.spread },
      remote: { jitterMs: this.#remoteJitter.spread, packetsLost: this.#remoteLost.spread, rating: this.#remoteRating.spread },
      ratingReceived: rx,
      ratingSent: tx,
      mosReceived: rx === undefined ? undefined : mosOfRating(rx),
      mosSent: tx === undefined ? undefined : mosOfRating(tx),
    };
  }

  #interval(): number {
    return (INTERVAL_MS * (0.5 + this.#options.random())) / COMPENSATION;
  }
}
