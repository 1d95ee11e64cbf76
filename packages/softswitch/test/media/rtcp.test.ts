import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { ManualClock } from '@zuoxi/kit';
import { PCMA } from '@zuoxi/sound';
import { describe, expect, test as plain } from 'vitest';
import { FrameEncoder } from '../../src/media/codec.ts';
import { mosOfRating, ratingOf } from '../../src/media/e-model.ts';
import { buildRtcp, parseRtcp } from '../../src/media/rtcp.ts';
import { RtcpSession } from '../../src/media/rtcp-session.ts';
import { createRtpView, parseRtp } from '../../src/media/rtp-packet.ts';
import { RtpReceiver } from '../../src/media/rtp-receiver.ts';
import { RtpSender } from '../../src/media/rtp-sender.ts';
import { test } from './media-test.ts';
import { joined, legOf, until } from './test-phone.ts';

/** Two parties with reports, and a network between them, on a clock that is moved. */
class Network {
  readonly clock = new ManualClock();
  readonly parties = [0, 1].map((n) => {
    const sender = new RtpSender();
    const receiver = new RtpReceiver();
    // Their wall clocks differ by an hour: only differences of one clock count.
    const wallMs = () => this.clock.now() + n * 3_600_000;
    return {
      sender,
      receiver,
      rtcp: new RtcpSession({ sender, receiver, cname: `p${n}`, wallMs, random: () => 0.5 }, this.clock.monotonic()),
    };
  }) as [Party, Party];
  delayMs: [number, number] = [0, 0];
  /** Whether packet n from party i arrives. */
  arrives: (from: 0 | 1, n: number) => boolean = () => true;
  /** Extra delay of packet n. */
  lateMs: (n: number) => number = () => 0;
  reports: { from: number; at: number; packet: Buffer }[] = [];
  readonly #view = createRtpView();
  readonly #encoder = new FrameEncoder(PCMA);
  #beat = 0;

  /** Both talk for so long. */
  talk(ms: number): void {
    for (const end = this.clock.monotonic() + ms; this.clock.monotonic() < end; this.clock.advance(20)) {
      const beat = this.#beat++;
      for (const from of [0, 1] as const) {
        const to = this.parties[1 - from] as Party;
        const now = this.clock.monotonic();
        const packet = Buffer.from(this.parties[from].sender.frame(undefined, this.#encoder, this, beat, 8, now));
        if (this.arrives(from, beat)) {
          this.clock.setTimer(this.delayMs[from] + this.lateMs(beat), () => {
            parseRtp(packet, this.#view);
            to.receiver.update(this.#view, this.clock.monotonic());
          });
        }
        const report = this.parties[from].rtcp.due(now);
        if (!report) continue;
        this.reports.push({ from, at: now, packet: report });
        this.clock.setTimer(this.delayMs[from], () => to.rtcp.receive(report, this.clock.monotonic()));
      }
    }
    this.clock.advance(1_000);
  }
}

interface Party {
  sender: RtpSender;
  receiver: RtpReceiver;
  rtcp: RtcpSession;
}

describe('reports between two parties', () => {
  plain('tell the round trip, whatever their wall clocks say', () => {
    const network = new Network();
    network.delayMs = [30, 50];
    network.talk(60_000);
    for (const { rtcp } of network.parties) {
      const { roundTripMs, roundTrip } = rtcp.quality();
      expect(roundTripMs).toBeGreaterThan(78);
      expect(roundTripMs).toBeLessThan(82);
      expect(roundTrip).toMatchObject({ min: expect.closeTo(80, 0), max: expect.closeTo(80, 0), mean: expect.closeTo(80, 0) });
      expect(roundTrip?.deviation).toBeLessThan(1);
    }
  });

  plain('tell losses of each direction to both ends, and what they do to how it sounds', () => {
    const network = new Network();
    network.arrives = (from, n) => from === 1 || n % 20 !== 0;
    network.talk(100_000);
    const [a, b] = network.parties;
    expect(b.receiver.lost).toBe(249);
    const sent = a.rtcp.quality();
    const received = b.rtcp.quality();
    // Up to the last report.
    expect(sent.remotePacketsLost).toBeGreaterThan(230);
    expect(sent.remotePacketsLost).toBeLessThanOrEqual(250);
    expect(received.remotePacketsLost).toBe(0);
    expect(received.local.packetsLost.mean).toBeGreaterThan(5);
    // 5 %: R falls by 95·5/(5+25.1).
    expect(received.ratingReceived).toBeCloseTo((received.ratingSent ?? 0) - 15.8, 0);
    expect(sent.ratingSent).toBeCloseTo(received.ratingReceived ?? 0, 0);
    expect(received.mosSent).toBeGreaterThan(4.3);
    expect(received.mosReceived).toBeLessThan(4.0);
  });

  plain('tell jitter as RFC 3550 reckons it', () => {
    const network = new Network();
    // Every second packet 16 ms late: the mean change is 16 ms.
    network.lateMs = (n) => (n % 2) * 16;
    network.talk(30_000);
    const [a, b] = network.parties;
    expect(b.receiver.jitterMs).toBeCloseTo(16, 0);
    expect(a.rtcp.quality().remoteJitterMs).toBeCloseTo(16, 0);
    expect(a.rtcp.quality().remote.jitterMs.max).toBeLessThan(17);
  });

  plain('come every 5 s by the rule of RFC 3550 section 6.3.1, the first after half of it', () => {
    const network = new Network();
    network.talk(60_000);
    const times = network.reports.filter((report) => report.from === 0).map((report) => report.at);
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    expect((times[0] ?? 0) - 1_700_000_000_000).toBeLessThan(2_200);
    // 5 s / (e − 3/2), with the random number of the test in the middle of its range.
    for (const gap of gaps) expect(gap).toBeCloseTo(4_104, -2);
    // By chance between half and one and a half of it.
    const spread = [0, 0.999].map((random) => {
      const session = new RtcpSession({ ...partyless(), random: () => random }, 0);
      let at = 0;
      while (!session.due(at)) at++;
      return at;
    });
    expect(spread[0]).toBeCloseTo(1_026, -1);
    expect(spread[1]).toBeCloseTo(3_078, -1);
  });

  plain('are sender reports while there is something to say, and receiver reports when not', () => {
    const network = new Network();
    network.talk(20_000);
    expect(network.reports.every(({ packet }) => packet[1] === 200)).toBe(true);
    const [a] = network.parties;
    a.rtcp.report(network.clock.monotonic(), false);
    const silent = parseRtcp(a.rtcp.report(network.clock.monotonic(), true));
    expect(silent).toMatchObject([
      { type: 'report', sender: undefined, blocks: [{ lost: 0 }] },
      { type: 'bye', ssrcs: [a.sender.ssrc] },
    ]);
  });
});

function partyless(): { sender: RtpSender; receiver: RtpReceiver; cname: string; wallMs: () => number } {
  return { sender: new RtpSender(), receiver: new RtpReceiver(), cname: 'x', wallMs: () => 0 };
}

plain('a report survives the way through bytes, negative losses too', () => {
  const block = { ssrc: 7, fractionLost: 12, lost: -3, highest: 70_000, jitter: 99, lastReport: 0xfedc_ba98, sinceLastReport: 65_536 };
  const sender = { wallMs: 1_700_000_000_500, timestamp: 0xffff_fff0, packets: 10, octets: 1_600 };
  const packet = buildRtcp({ ssrc: 5, cname: 'someone', sender, block, bye: true });
  expect(packet.length % 4).toBe(0);
  const [report, bye] = parseRtcp(packet);
  expect(report).toEqual({
    type: 'report',
    ssrc: 5,
    sender: { ntpMiddle: expect.any(Number), packets: 10, octets: 1_600 },
    blocks: [block],
  });
  expect(bye).toEqual({ type: 'bye', ssrcs: [5] });
  for (let length = 0; length < packet.length; length++) expect(() => parseRtcp(packet.subarray(0, length))).not.toThrow();
});

plain('the rating follows the E-model', () => {
  const rate = (roundTripMs: number, lossShare: number) => ratingOf({ roundTripMs, jitterMs: 0, lossShare });
  expect(rate(0, 0)).toBeCloseTo(92.2, 1);
  expect(mosOfRating(rate(0, 0))).toBeCloseTo(4.4, 1);
  // G.107 annex B: R 80 → 4.0, 70 → 3.6, 60 → 3.1, 50 → 2.6.
  expect([80, 70, 60, 50].map((r) => Math.round(mosOfRating(r) * 10) / 10)).toEqual([4, 3.6, 3.1, 2.6]);
  expect(mosOfRating(0)).toBe(1);
  expect(mosOfRating(120)).toBe(4.5);
  // Delay begins to hurt beyond 177 ms one way.
  expect(rate(300, 0) - rate(400, 0)).toBeGreaterThan(2 * (rate(0, 0) - rate(100, 0)));
  expect(rate(0, 0.1)).toBeLessThan(rate(0, 0.05));
});

test.concurrent('a phone that reports is answered with reports: loss, jitter and round trip are in the figures of the leg', async ({
  studio,
}) => {
  const bridge = await studio.engine.createBridge();
  const a = await joined(studio.engine, bridge, 500);
  studio.phones.push(a, await joined(studio.engine, bridge, 1_200));
  const rtcp = createSocket('udp4');
  const heard: Buffer[] = [];
  let firstAt: number | undefined;
  rtcp.on('message', (packet) => {
    firstAt ??= performance.now();
    heard.push(packet);
  });
  rtcp.bind(0, '127.0.0.1');
  await once(rtcp, 'listening');
  await legOf(a).acceptOffer(a.sdp('sendrecv', `a=rtcp:${rtcp.address().port}`));
  await until('a sender report comes', () => heard.some((packet) => packet[1] === 200), 8_000);
  const [report] = parseRtcp(heard[0] ?? Buffer.alloc(0));
  if (report?.type !== 'report') throw new Error('no report');
  expect(report.blocks[0]).toMatchObject({ ssrc: a.ssrc, lost: 0 });
  const block = {
    ssrc: report.ssrc,
    fractionLost: 25,
    lost: 40,
    highest: 500,
    jitter: 80,
    lastReport: report.sender?.ntpMiddle ?? 0,
    sinceLastReport: Math.round((performance.now() - (firstAt ?? 0)) * 65.536),
  };
  rtcp.send(buildRtcp({ ssrc: a.ssrc, cname: 'phone', sender: undefined, block, bye: false }), a.target.port + 1, '127.0.0.1');
  await until('it is counted', async () => (await legOf(a).stats()).quality?.remotePacketsLost === 40);
  const { quality } = await legOf(a).stats();
  expect(quality).toMatchObject({ remoteSsrc: a.ssrc, localSsrc: report.ssrc, remoteJitterMs: 10 });
  expect(quality?.roundTripMs).toBeLessThan(1_000);
  expect(quality?.mosReceived).toBeGreaterThan(4);
  // Nobody else's report counts.
  const stranger = { ...block, ssrc: (report.ssrc + 1) >>> 0, lost: 99 };
  rtcp.send(buildRtcp({ ssrc: a.ssrc, cname: 'phone', sender: undefined, block: stranger, bye: false }), a.target.port + 1, '127.0.0.1');
  const before = heard.length;
  await legOf(a).close();
  await until('it says goodbye', () => heard.slice(before).some((packet) => parseRtcp(packet).some((part) => part.type === 'bye')));
  rtcp.close();
});
