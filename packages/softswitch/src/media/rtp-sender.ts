import { randomInt } from 'node:crypto';
import type { FrameEncoder } from './codec.ts';
import { FRAME_MS, FRAME_SAMPLES } from './frame.ts';
import { RTP_HEADER, type RtpView, sequenceDelta, timestampDelta, writeRtpHeader } from './rtp-packet.ts';

/** A forwarded stream that jumps by more than this (10 s) is taken for a new one. */
const MAX_JUMP = 80_000;

/**
 * The one RTP stream towards a party. Whatever feeds it — another leg's packets, prompts, a mix, DTMF — it keeps one
 * SSRC, one sequence and one timeline; a change of source sets the marker bit and lets the timestamp go on by the
 * time that has passed.
 */
export class RtpSender {
  readonly ssrc = randomInt(1, 0xffff_ffff);
  packets = 0;
  bytes = 0;
  #sequence = randomInt(0x10000);
  #timestamp = randomInt(0xffff_ffff);
  #lastAt: number | undefined;
  #source: object | undefined;
  #sourceSsrc = 0;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #lastFrame = 0;
  /** Own bytes for frames made here; one per party, since the system may still be reading them when the next is made. */
  readonly #frame = Buffer.allocUnsafe(RTP_HEADER + FRAME_SAMPLES);
  readonly framePayload = this.#frame.subarray(RTP_HEADER);

  get timestamp(): number {
    return this.#timestamp;
  }

  /** The timestamp that belongs to that moment, for sender reports (RFC 3550 section 6.4.1). */
  timestampAt(nowMs: number): number {
    const elapsed = this.#lastAt === undefined ? 0 : nowMs - this.#lastAt;
    return (this.#timestamp + Math.round(elapsed * 8)) >>> 0;
  }

  /** Rewrites the header of another party's packet in place. Returns the packet to send, a part of `packet`. */
  forward(packet: Buffer, view: RtpView, source: object, payloadType: number, nowMs: number): Buffer {
    let marker = view.marker;
    if (
      source !== this.#source ||
      view.ssrc !== this.#sourceSsrc ||
      Math.abs(timestampDelta(view.timestamp, (this.#timestamp - this.#timestampOffset) >>> 0)) > MAX_JUMP
    ) {
      marker = this.#switch(source, nowMs) || marker;
      this.#sourceSsrc = view.ssrc;
      this.#sequenceOffset = (this.#sequence + 1 - view.sequence) & 0xffff;
      this.#timestampOffset = (this.#timestamp - view.timestamp) >>> 0;
    }
    const sequence = (view.sequence + this.#sequenceOffset) & 0xffff;
    const timestamp = (view.timestamp + this.#timestampOffset) >>> 0;
    if (sequenceDelta(sequence, this.#sequence) > 0) {
      this.#sequence = sequence;
      this.#timestamp = timestamp;
    }
    this.#lastAt = nowMs;
    this.packets++;
    this.bytes += view.end - view.start;
    const start = view.start - RTP_HEADER;
    writeRtpHeader(packet, start, marker, payloadType, sequence, timestamp, this.ssrc);
    return start === 0 && view.end === packet.length ? packet : packet.subarray(start, view.end);
  }

  /** One packet of the forwarded stream is left out on purpose: the receiver must not take it for a loss. */
  skipForwarded(source: object): void {
    if (source === this.#source) this.#sequenceOffset = (this.#sequenceOffset - 1) & 0xffff;
  }

  /** One 20 ms frame of linear samples, of the width of the codec; undefined is silence. `frame` is the number of the clock's beat. */
  frame(samples: Int16Array | undefined, encoder: FrameEncoder, source: object, frame: number, payloadType: number, nowMs: number): Buffer {
    let marker = false;
    if (source !== this.#source) marker = this.#switch(source, nowMs);
    else this.#timestamp = (this.#timestamp + (frame - this.#lastFrame) * FRAME_SAMPLES) >>> 0;
    this.#lastFrame = frame;
    encoder.encode(samples, this.#frame, RTP_HEADER);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#lastAt = nowMs;
    this.packets++;
    this.bytes += FRAME_SAMPLES;
    writeRtpHeader(this.#frame, 0, marker, payloadType, this.#sequence, this.#timestamp, this.ssrc);
    return this.#frame;
  }

  /** One RFC 4733 packet. All packets of one event carry the timestamp of its begin: `begin` sets it. */
  event(payload: Uint8Array, source: object, begin: boolean, payloadType: number, nowMs: number): Buffer {
    if (begin) this.#switch(source, nowMs);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#lastAt = nowMs;
    this.packets++;
    this.bytes += payload.length;
    const packet = Buffer.allocUnsafe(RTP_HEADER + payload.length);
    packet.set(payload, RTP_HEADER);
    writeRtpHeader(packet, 0, begin, payloadType, this.#sequence, this.#timestamp, this.ssrc);
    return packet;
  }

  /** After an event of `samples` the timeline goes on where it ended. */
  endEvent(samples: number, nowMs: number): void {
    // The next frame is due one frame after the last packet, which `#switch` adds.
    this.#timestamp = (this.#timestamp + samples - FRAME_SAMPLES) >>> 0;
    this.#lastAt = nowMs;
    this.#source = undefined;
  }

  /** True: the marker bit is due. */
  #switch(source: object, nowMs: number): boolean {
    const elapsed = this.#lastAt === undefined ? FRAME_MS : nowMs - this.#lastAt;
    const frames = Math.max(1, Math.round(elapsed / FRAME_MS));
    this.#timestamp = (this.#timestamp + frames * FRAME_SAMPLES) >>> 0;
    this.#source = source;
    return true;
  }
}
