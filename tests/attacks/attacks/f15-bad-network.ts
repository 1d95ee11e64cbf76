import { ImpairmentRelay } from '../../../packages/softswitch/test/media/impairment-relay.ts';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack, Figures } from '../support/attack.ts';
import { SipRelay } from '../support/sip-relay.ts';
import { responseTo, SipSocket, unique } from '../support/sip-socket.ts';
import { ALONE } from '../support/switchboard.ts';

const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 9 RTP/AVP 8', ''].join('\r\n');

/** Calls through a bad network, and what is left of them when they are over. */
async function calls(arena: Arena, name: string, count: number, network: { loss: number; duplicate: number; jitterMs: number }) {
  const address = arena.newAddress();
  // Answers and requests go back the way they came: through the relay.
  await arena.board.trunk(name, address, { force_rport: 'yes', rewrite_contact: 'yes' });
  const relay = await SipRelay.open(arena.engine.sipPort, address, network);
  arena.onClose(() => relay.close());
  const made = await Promise.all(Array.from({ length: count }, (_, n) => wholeCall(arena, relay.port, n * 50)));
  return { ended: (100 * made.filter((isWhole) => isWhole).length) / count, lost: relay.lost };
}

/** Longer than any transaction lives (64·T1, RFC 3261 section 17). */
const PATIENCE_MS = 33_000;

/** Rings, is answered, acknowledges every copy of the answer, talks a second, hangs up: each request repeated until it is answered. */
async function wholeCall(arena: Arena, port: number, afterMs: number): Promise<boolean> {
  await pause(afterMs);
  const socket = await SipSocket.open(port, '127.0.0.1');
  arena.onClose(() => socket.close());
  const names = { fromUser: 'caller', toUser: ALONE, callId: unique(), fromTag: unique() };
  const again = { again: true, patienceMs: PATIENCE_MS };
  let ack = '';
  socket.onData = (data) => {
    const text = data.toString('latin1');
    if (/^SIP\/2\.0 200 /.test(text) && /^CSeq: *1 INVITE/im.test(text)) {
      const toTag = /^To:.*;tag=([^;\s]+)/im.exec(text)?.[1] ?? '';
      if (ack === '') ack = socket.request({ method: 'ACK', ...names, toTag });
      socket.send(ack);
    } else if (/^(BYE|OPTIONS) /.test(text)) socket.send(responseTo(text, 200));
  };
  const answer = await socket.ask(socket.request({ method: 'INVITE', ...names, body: SDP }), again);
  if (answer?.status !== 200) return false;
  await pause(1_000);
  const toTag = /^To:.*;tag=([^;\s]+)/im.exec(answer.text)?.[1] ?? '';
  const bye = await socket.ask(socket.request({ method: 'BYE', ...names, toTag, cseq: 2 }), again);
  return bye?.status === 200;
}

/** No channel but those of the reference call. */
async function channelsLeft(arena: Arena, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = (await arena.requests.channels.list()).length - 2;
    if (left <= 0 || performance.now() > until) return left;
    await pause(250);
  }
}

export const f15: Attack = {
  id: 'F15',
  title: 'Packets lost, late, doubled and out of order',
  what: 'Calls through a network that loses 1, 5 and 10 % of the sound and delays it by up to 50 ms; the signalling of others loses 5 %.',
  limits: { 'packets lost beyond the network’s': { atMost: 0 }, 'calls set up and ended at 5 %, %': { atLeast: 100 } },
  async run(arena) {
    const figures: Record<string, number> = {};
    let beyond = 0;
    for (const loss of [0.01, 0.05, 0.1]) {
      let relay: ImpairmentRelay | undefined;
      const call = await arena.newCall({
        network: async (port) => {
          relay = await ImpairmentRelay.open({ loss, jitterMs: 50, duplicate: 0.02, seed: 15 }, port);
          return relay;
        },
      });
      // Nothing is under way when counting begins, so that what the network lost and what was not heard are the same packets.
      const ends = [call.callerAudio, call.calleeAudio] as const;
      for (const end of ends) end.pause();
      await pause(200);
      ends[0].startCounting(ends[1].nextNumber);
      ends[1].startCounting(ends[0].nextNumber);
      for (const end of ends) end.resume();
      const lostBefore = relay?.lost ?? 0;
      await pause(arena.scaled(3_000, 10_000));
      // Those still on their way through the relay arrive.
      for (const end of ends) end.pause();
      await pause(300);
      beyond = Math.max(beyond, call.lost - ((relay?.lost ?? 0) - lostBefore));
      figures[`heard lost at ${loss * 100} %`] = call.lost;
      await call.hangUp();
      relay?.close();
    }
    const { ended } = await calls(arena, 'lossy', arena.scaled(20, 50), { loss: 0.05, duplicate: 0, jitterMs: 50 });
    return { ...figures, 'packets lost beyond the network’s': Math.max(0, beyond), 'calls set up and ended at 5 %, %': ended };
  },
};

export const f20: Attack = {
  id: 'F20',
  title: 'Signalling lost, doubled and late',
  what: 'Calls whose signalling loses one message in ten, doubles one in five and delays all by up to 200 ms: every call must end, and leave nothing behind.',
  limits: { 'calls made and ended, %': { atLeast: 100 }, 'channels left over': { atMost: 0 } },
  async run(arena): Promise<Figures> {
    const { ended, lost } = await calls(arena, 'worse', arena.scaled(20, 100), { loss: 0.1, duplicate: 0.2, jitterMs: 200 });
    // 64·T1 and what it may still have started (RFC 3261 section 17).
    return { 'calls made and ended, %': ended, 'channels left over': await channelsLeft(arena, 40_000), 'messages lost': lost };
  },
};
