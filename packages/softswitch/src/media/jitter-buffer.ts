import { PCMA, TELEPHONE_RATE } from '@zuoxi/sound';
import type { AudioCodec } from './codec.ts';
import { G722Decoder } from './codec-g722.ts';
import { Concealer } from './concealment.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { timestampDelta } from './rtp-packet.ts';

/** Bytes are booked in blocks of 10 ms: every ptime in use is a multiple. */
const BLOCK = 80;
const BLOCKS = 100;
const CAPACITY = BLOCK * BLOCKS;
const MIN_TARGET = FRAME_SAMPLES;
/** For who has been late once. */
const CAUTIOUS_TARGET = 2 * FRAME_SAMPLES;
const MAX_TARGET = 10 * FRAME_SAMPLES;
/** Frames over which the smallest depth is watched before delay is taken back (2 s). */
const WINDOW = 100;
/** Windows in which all must come early before the least delay is tried again: 10 s, twice as long after each time it was too little, at most 320 s. */
const PATIENCE = 5;
const MAX_DOUBLINGS = 5;
/** Empty reads before the next packet starts the buffer anew (100 ms): by then nothing is concealed any more. */
const IDLE_READS = 5;

/**
 * Evens out the arrival of packets where audio is decoded: a packet is waited for at first, that is up to 20 ms; 40 ms from when
 * one comes too late, more when more do, less again when all come early, never more than a second. A gap or a burst starts it anew.
 * Keeps encoded bytes; a 20 ms frame is decoded when it is read, at the width of its codec; what is missing is concealed.
 */
export class JitterBuffer {
  readonly #bytes = new Uint8Array(CAPACITY);
  readonly #filled = new Uint8Array(BLOCKS);
  #out = new Int16Array(FRAME_SAMPLES);
  #codec: AudioCodec = PCMA;
  #g722: G722Decoder | undefined;
  #concealer = new Concealer(1);
  /** Timestamps; valid while `#running`. */
  #read = 0;
  #end = 0;
  #running = false;
  #filling = true;
  #target = MIN_TARGET;
  #emptyReads = 0;
  #lateRun = 0;
  #minDepth = CAPACITY;
  #windowReads = 0;
  #calmWindows = 0;
  /** How often the least delay was too little. */
  #troubles = 0;
  /** As it was before reads became empty. */
  #targetBefore = MIN_TARGET;
  /** A frame is to be put in, so that more of what is late comes in time. */
  #stretches = 0;
  /** Blocks of 10 ms that had to be made up. */
  concealedBlocks = 0;

  /** Milliseconds of audio held back on purpose. */
  get targetMs(): number {
    return (this.#target * 1000) / TELEPHONE_RATE;
  }

  /** Milliseconds of audio held now. */
  get depthMs(): number {
    return this.#running ? (timestampDelta(this.#end, this.#read) * 1000) / TELEPHONE_RATE : 0;
  }

  reset(): void {
    this.#running = false;
    this.#filled.fill(0);
    this.#concealer.reset();
  }

  /** `restart`: the stream began anew, so its timestamps say nothing about the former ones. */
  push(codec: AudioCodec, bytes: Uint8Array, start: number, end: number, timestamp: number, restart: boolean): void {
    const length = Math.floor((end - start) / BLOCK) * BLOCK;
    if (length === 0 || length > CAPACITY / 2) return;
    if (restart || codec !== this.#codec || !this.#running) this.#begin(codec, timestamp);
    let offset = timestampDelta(timestamp, this.#read);
    if (offset + length > CAPACITY || offset < -CAPACITY) {
      // A burst after a stall, or a jump: what is held is too old to matter.
      this.#begin(codec, timestamp);
      offset = 0;
    }
    if (offset < 0) {
      this.#late(codec, timestamp);
      if (this.#running && timestampDelta(timestamp, this.#read) < 0) return;
      offset = timestampDelta(timestamp, this.#read);
    } else this.#lateRun = 0;
    const from = Math.floor(this.#read / BLOCK) + Math.floor(offset / BLOCK);
    for (let block = 0; block < length / BLOCK; block++) {
      const slot = (from + block) % BLOCKS;
      const source = start + block * BLOCK;
      const target = slot * BLOCK;
      for (let i = 0; i < BLOCK; i++) this.#bytes[target + i] = bytes[source + i] ?? 0;
      this.#filled[slot] = 1;
    }
    const packetEnd = (timestamp + length) >>> 0;
    if (timestampDelta(packetEnd, this.#end) > 0) this.#end = packetEnd;
  }

  /** The next 20 ms; undefined is silence. The array is used again by the next read. */
  pull(): Int16Array | undefined {
    if (!this.#running) return undefined;
    let depth = timestampDelta(this.#end, this.#read);
    if (this.#filling) {
      if (depth < this.#target) return undefined;
      this.#filling = false;
    }
    if (depth <= 0) {
      if (++this.#emptyReads > IDLE_READS) {
        // Nobody was late: the party says nothing.
        this.#target = this.#targetBefore;
        if (this.#target < CAUTIOUS_TARGET) this.#troubles--;
        this.reset();
        return undefined;
      }
      if (this.#emptyReads === 1) this.#beCautious();
      // What comes next is late: it is waited for, and heard 20 ms later from now on.
      return this.#stretch();
    }
    this.#emptyReads = 0;
    if (this.#stretches > 0 && depth < MAX_TARGET) {
      this.#stretches = 0;
      return this.#stretch();
    }
    // The clocks of both ends differ, and bursts leave delay behind: give it back, 20 ms at a time.
    this.#minDepth = Math.min(this.#minDepth, depth);
    if (++this.#windowReads >= WINDOW) {
      if (this.#minDepth > this.#target) {
        this.#advance();
        depth -= FRAME_SAMPLES;
      } else if (this.#minDepth > FRAME_SAMPLES) this.#relax();
      this.#minDepth = CAPACITY;
      this.#windowReads = 0;
    }
    while (depth > this.#target + 3 * MAX_TARGET) {
      this.#advance();
      depth -= FRAME_SAMPLES;
    }
    return this.#take();
  }

  #begin(codec: AudioCodec, timestamp: number): void {
    if (codec !== this.#codec) this.#use(codec);
    this.#filled.fill(0);
    this.#read = timestamp;
    this.#end = timestamp;
    this.#running = true;
    this.#filling = true;
    this.#emptyReads = 0;
    this.#lateRun = 0;
    this.#stretches = 0;
    this.#minDepth = CAPACITY;
    this.#windowReads = 0;
  }

  /** A packet came after its time: wait longer from now on. Several in a row: the delay has changed for good. */
  #late(codec: AudioCodec, timestamp: number): void {
    if (this.#target < CAUTIOUS_TARGET) this.#beCautious();
    else this.#target = Math.min(MAX_TARGET, this.#target + BLOCK);
    this.#calmWindows = 0;
    this.#stretches = 1;
    if (++this.#lateRun >= 3) this.#begin(codec, timestamp);
  }

  #beCautious(): void {
    this.#targetBefore = this.#target;
    this.#calmWindows = 0;
    if (this.#target >= CAUTIOUS_TARGET) return;
    this.#target = CAUTIOUS_TARGET;
    this.#troubles++;
  }

  /** A window in which all came early. */
  #relax(): void {
    this.#calmWindows++;
    if (this.#target > CAUTIOUS_TARGET) this.#target -= BLOCK;
    else if (this.#calmWindows >= PATIENCE * 2 ** Math.min(MAX_DOUBLINGS, this.#troubles - 1)) this.#target = MIN_TARGET;
  }

  #advance(): void {
    const block = Math.floor(this.#read / BLOCK);
    this.#filled[block % BLOCKS] = 0;
    this.#filled[(block + 1) % BLOCKS] = 0;
    this.#read += FRAME_SAMPLES;
  }

  #use(codec: AudioCodec): void {
    if (codec.wide !== this.#codec.wide) {
      this.#concealer = new Concealer(codec.wide ? 2 : 1);
      this.#out = new Int16Array(codec.wide ? 2 * FRAME_SAMPLES : FRAME_SAMPLES);
    }
    this.#g722 = codec.wide ? new G722Decoder() : undefined;
    this.#codec = codec;
  }

  #take(): Int16Array | undefined {
    const block = Math.floor(this.#read / BLOCK);
    const size = this.#codec.wide ? 2 * BLOCK : BLOCK;
    let audible = false;
    for (let half = 0; half < 2; half++) {
      const slot = (block + half) % BLOCKS;
      const start = half * size;
      if (this.#filled[slot]) {
        audible = true;
        this.#decode(slot * BLOCK, start);
        this.#concealer.good(this.#out, start, start + size);
      } else {
        this.concealedBlocks++;
        audible = this.#concealer.fill(this.#out, start, start + size) || audible;
      }
    }
    this.#advance();
    return audible ? this.#out : undefined;
  }

  /** A frame that is made up while the read position stays. */
  #stretch(): Int16Array | undefined {
    this.concealedBlocks += 2;
    return this.#concealer.fill(this.#out, 0, this.#out.length) ? this.#out : undefined;
  }

  #decode(from: number, to: number): void {
    const codec = this.#codec;
    if (codec.wide) this.#g722?.decode(this.#bytes, from, from + BLOCK, this.#out, to);
    else for (let i = 0; i < BLOCK; i++) this.#out[to + i] = codec.decode[this.#bytes[from + i] ?? 0] ?? 0;
  }
}
