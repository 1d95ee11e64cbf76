/**
 * ITU-T G.722 at 64 kbit/s: 16 kHz audio in two sub-bands of 8 kHz, each coded by ADPCM, 6 and 2 bits (section 3). The
 * names of steps are those of the Recommendation's section 6, so that one can be read beside the other. One byte stands
 * for two samples; its RTP clock is 8000 by an old mistake that RFC 3551 section 4.5.2 keeps, so 20 ms are 160 bytes
 * and 160 timestamp units, just as with G.711.
 */

/** Table 15: decision levels of the 60-level quantizer of the lower band. */
// biome-ignore format: a table
const Q6 = Int32Array.of(
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612,
  1765, 1980, 2195, 2557, 2919, 0, 0,
);
/** Table 16: output codes for negative and positive differences. */
// biome-ignore format: a table
const ILN = Uint8Array.of(
  0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 0,
);
// biome-ignore format: a table
const ILP = Uint8Array.of(
  0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 0,
);
/** Table 17 and 18: inverse quantizers of 4 and 6 bits. */
const QM4 = Int32Array.of(0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0);
// biome-ignore format: a table
const QM6 = Int32Array.of(
  -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856, -7192, -6576,
  -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984,
  13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360,
  1040, 728, 432, 136, -432, -136,
);
const QM2 = Int32Array.of(-7408, -1616, 7408, 1616);
/** Log scale factor multipliers WL by the four upper bits of the lower band's code, WH by the upper band's. */
const WL = Int32Array.of(-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60);
const WH = Int32Array.of(798, -214, 798, -214);
/** Table 13: the anti-logarithm. */
// biome-ignore format: a table
const ILB = Int32Array.of(
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025, 3091, 3158, 3228,
  3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
);
/** Half of the symmetric 24-tap quadrature mirror filter, table 11. */
const QMF = Int32Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);
const TAPS = 24;

function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** The adaptive quantizer and predictor of one sub-band. */
class SubBand {
  /** Prediction, and its zero section. */
  s = 0;
  #sz = 0;
  /** Scale factor of the quantizer, linear and as logarithm. */
  det: number;
  #nb = 0;
  readonly #lower: boolean;
  /** Poles and zeros of the predictor; past differences, and signals before and after it. */
  #a1 = 0;
  #a2 = 0;
  #b0 = 0;
  #b1 = 0;
  #b2 = 0;
  #b3 = 0;
  #b4 = 0;
  #b5 = 0;
  #d0 = 0;
  #d1 = 0;
  #d2 = 0;
  #d3 = 0;
  #d4 = 0;
  #d5 = 0;
  #r1 = 0;
  #r2 = 0;
  #p1 = 0;
  #p2 = 0;

  constructor(lower: boolean) {
    this.#lower = lower;
    this.det = lower ? 32 : 8;
  }

  /** LOGSCL, SCALEL and LOGSCH, SCALEH: the step follows the code. */
  scale(step: number): void {
    const limit = this.#lower ? 18_432 : 22_528;
    let nb = ((this.#nb * 127) >> 7) + step;
    nb = nb < 0 ? 0 : nb > limit ? limit : nb;
    this.#nb = nb;
    const shift = (this.#lower ? 8 : 10) - (nb >> 11);
    const mantissa = ILB[(nb >> 6) & 31] ?? 0;
    this.det = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
  }

  /** Blocks 4L and 4H: takes the quantized difference and makes the next prediction. */
  predict(difference: number): void {
    const r0 = saturate(this.s + difference);
    const p0 = saturate(this.#sz + difference);
    // UPPOL2 and UPPOL1: poles by the signs of the partly reconstructed signal, kept inside the stable triangle.
    const sameAs1 = p0 >> 15 === this.#p1 >> 15;
    const a1Times4 = saturate(this.#a1 << 2);
    const turned = sameAs1 ? (a1Times4 === -32_768 ? 32_767 : -a1Times4) : a1Times4;
    let a2 = (turned >> 7) + (p0 >> 15 === this.#p2 >> 15 ? 128 : -128) + ((this.#a2 * 32_512) >> 15);
    a2 = a2 > 12_288 ? 12_288 : a2 < -12_288 ? -12_288 : a2;
    let a1 = saturate((sameAs1 ? 192 : -192) + ((this.#a1 * 32_640) >> 15));
    const bound = saturate(15_360 - a2);
    a1 = a1 > bound ? bound : a1 < -bound ? -bound : a1;
    this.#a1 = a1;
    this.#a2 = a2;
    // UPZERO, DELAYA and FILTEZ of the six zeros, written out: this is where most of the time goes.
    const gain = difference === 0 ? 0 : 128;
    const sign = difference >> 15;
    const b5 = saturate((this.#d5 >> 15 === sign ? gain : -gain) + ((this.#b5 * 32_640) >> 15));
    const b4 = saturate((this.#d4 >> 15 === sign ? gain : -gain) + ((this.#b4 * 32_640) >> 15));
    const b3 = saturate((this.#d3 >> 15 === sign ? gain : -gain) + ((this.#b3 * 32_640) >> 15));
    const b2 = saturate((this.#d2 >> 15 === sign ? gain : -gain) + ((this.#b2 * 32_640) >> 15));
    const b1 = saturate((this.#d1 >> 15 === sign ? gain : -gain) + ((this.#b1 * 32_640) >> 15));
    const b0 = saturate((this.#d0 >> 15 === sign ? gain : -gain) + ((this.#b0 * 32_640) >> 15));
    this.#b5 = b5;
    this.#b4 = b4;
    this.#b3 = b3;
    this.#b2 = b2;
    this.#b1 = b1;
    this.#b0 = b0;
    this.#d5 = this.#d4;
    this.#d4 = this.#d3;
    this.#d3 = this.#d2;
    this.#d2 = this.#d1;
    this.#d1 = this.#d0;
    this.#d0 = difference;
    let sz = (b5 * saturate(2 * this.#d5)) >> 15;
    sz += (b4 * saturate(2 * this.#d4)) >> 15;
    sz += (b3 * saturate(2 * this.#d3)) >> 15;
    sz += (b2 * saturate(2 * this.#d2)) >> 15;
    sz += (b1 * saturate(2 * this.#d1)) >> 15;
    sz += (b0 * saturate(2 * difference)) >> 15;
    this.#sz = saturate(sz);
    this.#p2 = this.#p1;
    this.#p1 = p0;
    this.#r2 = this.#r1;
    this.#r1 = r0;
    // FILTEP and PREDIC.
    const sp = saturate(((a1 * saturate(r0 + r0)) >> 15) + ((a2 * saturate(this.#r2 + this.#r2)) >> 15));
    this.s = saturate(sp + this.#sz);
  }
}

/** 16 kHz linear → G.722. Keeps state: one for each stream. */
export class G722Encoder {
  readonly #low = new SubBand(true);
  readonly #high = new SubBand(false);
  /** The last 22 samples of the former frame stand before the present one. */
  #line = new Int32Array(TAPS - 2 + 320);

  /** `samples.length / 2` bytes into `target` from `offset` on; the number of samples is even. */
  encode(samples: Int16Array, target: Uint8Array, offset: number): void {
    const count = samples.length;
    if (this.#line.length < TAPS - 2 + count) {
      const grown = new Int32Array(TAPS - 2 + count);
      grown.set(this.#line.subarray(0, TAPS - 2));
      this.#line = grown;
    }
    const line = this.#line;
    line.set(samples, TAPS - 2);
    for (let at = 0; at < count; at += 2) {
      // Transmit QMF, section 5.2.1: gain 4096, two filters summed, and 15 bits are wanted of 16.
      let even = 0;
      let odd = 0;
      for (let i = 0; i < 12; i++) {
        odd += (line[at + 2 * i] ?? 0) * (QMF[i] ?? 0);
        even += (line[at + 2 * i + 1] ?? 0) * (QMF[11 - i] ?? 0);
      }
      target[offset + (at >> 1)] = this.#code((even + odd) >> 14, (even - odd) >> 14);
    }
    line.copyWithin(0, count, count + TAPS - 2);
  }

  #code(xLow: number, xHigh: number): number {
    const low = this.#low;
    const eLow = saturate(xLow - low.s);
    const size = eLow >= 0 ? eLow : -(eLow + 1);
    // The levels rise: half of them are left out at each step.
    let level = 1;
    for (let step = 16; step > 0; step >>= 1) {
      if (level + step <= 30 && size >= ((Q6[level + step - 1] ?? 0) * low.det) >> 12) level += step;
    }
    const iLow = (eLow < 0 ? ILN[level] : ILP[level]) ?? 0;
    const iLow4 = iLow >> 2;
    const dLow = (low.det * (QM4[iLow4] ?? 0)) >> 15;
    low.scale(WL[iLow4] ?? 0);
    low.predict(dLow);

    const high = this.#high;
    const eHigh = saturate(xHigh - high.s);
    const outer = (eHigh >= 0 ? eHigh : -(eHigh + 1)) >= (564 * high.det) >> 12;
    const iHigh = eHigh < 0 ? (outer ? 0 : 1) : outer ? 2 : 3;
    const dHigh = (high.det * (QM2[iHigh] ?? 0)) >> 15;
    high.scale(WH[iHigh] ?? 0);
    high.predict(dHigh);
    return (iHigh << 6) | iLow;
  }
}

/** G.722 → 16 kHz linear. Keeps state: one for each stream. */
export class G722Decoder {
  readonly #low = new SubBand(true);
  readonly #high = new SubBand(false);
  #line = new Int32Array(TAPS - 2 + 320);

  /** Two samples for each byte from `start` to `end`, into `target` from `offset` on. */
  decode(bytes: Uint8Array, start: number, end: number, target: Int16Array, offset: number): void {
    const count = (end - start) * 2;
    if (this.#line.length < TAPS - 2 + count) {
      const grown = new Int32Array(TAPS - 2 + count);
      grown.set(this.#line.subarray(0, TAPS - 2));
      this.#line = grown;
    }
    const line = this.#line;
    const low = this.#low;
    const high = this.#high;
    for (let at = 0; at < count; at += 2) {
      const code = bytes[start + (at >> 1)] ?? 0;
      const iLow = code & 0x3f;
      const iHigh = code >> 6;
      let rLow = low.s + ((low.det * (QM6[iLow] ?? 0)) >> 15);
      rLow = rLow > 16_383 ? 16_383 : rLow < -16_384 ? -16_384 : rLow;
      const dLow = (low.det * (QM4[iLow >> 2] ?? 0)) >> 15;
      low.scale(WL[iLow >> 2] ?? 0);
      low.predict(dLow);
      const dHigh = (high.det * (QM2[iHigh] ?? 0)) >> 15;
      let rHigh = dHigh + high.s;
      rHigh = rHigh > 16_383 ? 16_383 : rHigh < -16_384 ? -16_384 : rHigh;
      high.scale(WH[iHigh] ?? 0);
      high.predict(dHigh);
      // Receive QMF, section 5.2.2.
      line[TAPS - 2 + at] = rLow + rHigh;
      line[TAPS - 1 + at] = rLow - rHigh;
      let first = 0;
      let second = 0;
      for (let i = 0; i < 12; i++) {
        second += (line[at + 2 * i] ?? 0) * (QMF[i] ?? 0);
        first += (line[at + 2 * i + 1] ?? 0) * (QMF[11 - i] ?? 0);
      }
      target[offset + at] = saturate(first >> 11);
      target[offset + at + 1] = saturate(second >> 11);
    }
    line.copyWithin(0, count, count + TAPS - 2);
  }
}
