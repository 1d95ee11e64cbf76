import { Chance } from '../../../packages/softswitch/test/fuzz/mutate.ts';
import { pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import type { ReferenceCall } from '../support/reference-call.ts';

const LIMIT_MS = 3_000;

/** How long after the caller goes on normally the callee hears him again. */
async function resumesAfter(call: ReferenceCall): Promise<number> {
  const from = call.callerAudio.nextNumber;
  const since = performance.now();
  while (call.calleeAudio.lastNumber < from) {
    if (performance.now() - since > LIMIT_MS) return LIMIT_MS;
    await pause(5);
  }
  return performance.now() - since;
}

export const f14: Attack = {
  id: 'F14',
  title: 'A phone whose sound goes mad',
  what: 'From the phone itself: broken RTCP and key presses, a new SSRC, jumps of the sequence, a burst after a silence, packets of other lengths and codecs.',
  limits: { 'heard again after ms': { atMost: 200 } },
  async run(arena) {
    const call = await arena.newCall();
    const { callerAudio } = call;
    const chance = new Chance(14);
    const took: Record<string, number> = {};
    const settle = async (after: string): Promise<void> => {
      took[`heard again after ${after}, ms`] = await resumesAfter(call);
      await pause(200);
    };
    // 1. RTCP and telephone events with anything in them.
    for (let n = 0; n < arena.scaled(500, 5_000); n++) {
      const packet = Buffer.alloc(8 + chance.below(80));
      for (let i = 0; i < packet.length; i++) packet[i] = chance.below(256);
      packet[0] = 0x80 | chance.below(32);
      packet[1] = chance.of([200, 201, 202, 203, 204, 207]) ?? 200;
      callerAudio.send(packet);
      if (n % 20 === 19) await pause(10);
    }
    callerAudio.pause();
    for (let n = 0; n < 50; n++) {
      const event = callerAudio.nextPacket().subarray(0, 12 + chance.below(8));
      event[1] = 101 | (chance.below(2) << 7);
      callerAudio.send(event);
    }
    callerAudio.resume();
    await settle('broken RTCP and keys');
    // 2. Another source, twice; then a jump ahead, and one back.
    for (const ssrc of [1, 0xffff_ffff]) {
      callerAudio.ssrc = ssrc;
      await settle(`SSRC ${ssrc}`);
    }
    for (const ahead of [30_000, 3, 0]) {
      callerAudio.sequenceAhead = ahead;
      await settle(`a jump to ${ahead}`);
    }
    // 3. Silence, then everything at once.
    callerAudio.pause();
    await pause(arena.scaled(2_000, 10_000));
    for (let n = 0; n < 500; n++) callerAudio.send(callerAudio.nextPacket());
    callerAudio.resume();
    await settle('a burst');
    // 4. Frames of 10, 40 and 200 ms, and codecs that were not agreed.
    callerAudio.pause();
    for (const length of [80, 320, 1_600, 1]) {
      const frame = Buffer.alloc(12 + length, 0xd5);
      callerAudio.nextPacket().copy(frame, 0, 0, 12);
      callerAudio.send(frame);
      await pause(20);
    }
    for (const payloadType of [0, 9, 18, 13, 127]) {
      const packet = callerAudio.nextPacket();
      packet[1] = payloadType;
      callerAudio.send(packet);
      await pause(20);
    }
    callerAudio.resume();
    await settle('other frames');
    return { ...took, 'heard again after ms': Math.max(...Object.values(took)), 'its own call lives': call.isHeard ? 1 : 0 };
  },
};
