import { pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import { flood, floodTemplate } from '../support/flood.ts';
import { percentile } from '../support/reference-call.ts';

const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 4000 RTP/AVP 8', ''].join('\r\n');
/** Bans of the softswitch last a minute; the short form does not wait for their end. */
const BAN_MS = 60_000;
const PATIENCE_MS = 5_000;

export const f06: Attack = {
  id: 'F6',
  title: 'Flood of requests',
  what: 'REGISTER, OPTIONS, INVITE and SUBSCRIBE by the thousand a second, from one address and then from many: the engine shall have no time or memory left for its own phones, or answer so much that it floods somebody else.',
  limits: {
    'memory growth MB': { atMost: 50 },
    'amplification (bytes out / in)': { atMost: 1 },
    'offender silenced after ms': { atMost: 2_000 },
    'offender served again (1 = yes)': { atLeast: 1 },
  },
  async run(arena) {
    const { sipPort } = arena.engine;
    const templates = [
      floodTemplate('REGISTER', sipPort),
      floodTemplate('OPTIONS', sipPort),
      floodTemplate('INVITE', sipPort, [], SDP),
      floodTemplate('SUBSCRIBE', sipPort, ['Event: presence', 'Expires: 60']),
    ];
    const one = arena.newAddress();
    const seconds = arena.scaled(3, 10);
    const fromOne = await flood({ port: sipPort, addresses: [one], templates, packetsPerSecond: arena.scaled(5_000, 10_000), seconds });
    const silencedAt = performance.now();
    const addresses = Array.from({ length: arena.scaled(200, 1_000) }, () => arena.newAddress());
    const fromMany = await flood({ port: sipPort, addresses, templates, packetsPerSecond: arena.scaled(5_000, 15_000), seconds });
    // The ban ends on its own, also for whoever asks now and then meanwhile.
    const offender = await arena.socket(one);
    let isServedAgain = arena.effort === 'short' ? 1 : 0;
    while (arena.effort === 'full' && performance.now() - silencedAt < BAN_MS + PATIENCE_MS && isServedAgain === 0) {
      if (await offender.ask(offender.request({ method: 'OPTIONS' }), { patienceMs: 500 })) isServedAgain = 1;
      else await pause(1_000);
    }
    const rates = [fromOne, fromMany].map(({ sent, seconds: took }) => sent / took).toSorted((a, b) => a - b);
    return {
      'packets a second sent': Math.round(percentile(rates, 0.5)),
      'amplification (bytes out / in)': Math.max(fromOne.receivedBytes / fromOne.sentBytes, fromMany.receivedBytes / fromMany.sentBytes),
      'offender silenced after ms': fromOne.lastAnswerMs,
      'offender served again (1 = yes)': isServedAgain,
    };
  },
};
