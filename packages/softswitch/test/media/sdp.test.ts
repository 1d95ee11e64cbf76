import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MediaError } from '../../src/media/api.ts';
import { parseSdp } from '../../src/media/sdp.ts';
import { SdpSession } from '../../src/media/sdp-session.ts';

const KEY = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(14, 2) };

function session(codecs: readonly ('PCMA' | 'PCMU')[] = ['PCMA', 'PCMU'], sdes: 'none' | 'required' | 'optional' = 'none'): SdpSession {
  const local = {
    kind: 'rtp',
    address: '192.0.2.1',
    port: 4000,
    codecs,
    sdes,
    events: true,
    newKey: () => KEY,
    transportLines: () => [],
  } as const;
  return new SdpSession(local, '1');
}

function offer(...media: string[]): string {
  return ['v=0', 'o=- 1 1 IN IP4 203.0.113.5', 's=-', 'c=IN IP4 203.0.113.5', 't=0 0', ...media, ''].join('\r\n');
}

const AUDIO = 'm=audio 5004 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000';

function reasonOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof MediaError ? error.reason : String(error);
  }
  return 'accepted';
}

describe('an answer', () => {
  test('takes our preferred codec, their event type, and the mirrored direction', () => {
    const { answer, negotiated } = session().acceptOffer(
      offer('m=audio 5004 RTP/AVP 0 8 97', 'a=rtpmap:97 telephone-event/8000', 'a=sendonly'),
    );
    expect(answer).toContain('m=audio 4000 RTP/AVP 8 97\r\n');
    expect(answer).toContain('a=recvonly');
    expect(answer).toContain('c=IN IP4 192.0.2.1');
    expect(negotiated.remote).toMatchObject({
      address: '203.0.113.5',
      port: 5004,
      rtcpPort: 5005,
      dtmfPayloadType: 97,
      direction: 'sendonly',
    });
  });

  test('refuses other streams with port 0 and keeps their places', () => {
    const { answer } = session().acceptOffer(offer('m=video 6000 RTP/AVP 96', AUDIO, 'm=audio 7000 RTP/AVP 8'));
    expect(answer.match(/^m=.*$/gm)).toEqual(['m=video 0 RTP/AVP 96', 'm=audio 4000 RTP/AVP 8 101', 'm=audio 0 RTP/AVP 8']);
  });

  test('uses the address of the stream before that of the session', () => {
    const { negotiated } = session().acceptOffer(offer('m=audio 5004 RTP/AVP 8', 'c=IN IP4 198.51.100.7'));
    expect(negotiated.remote.address).toBe('198.51.100.7');
  });

  test('knows a codec by a dynamic payload type', () => {
    const { answer } = session().acceptOffer(offer('m=audio 5004 RTP/AVP 98', 'a=rtpmap:98 pcma/8000/1'));
    expect(answer).toContain('m=audio 4000 RTP/AVP 98\r\n');
  });

  test.each([
    ['sendrecv', '0.0.0.0', 'sendonly'],
    ['recvonly', '0.0.0.0', 'inactive'],
    ['inactive', '203.0.113.5', 'inactive'],
  ])('reads a=%s with c=%s as %s', (direction, address, expected) => {
    const sdp = offer(AUDIO, `a=${direction}`).replace('c=IN IP4 203.0.113.5', `c=IN IP4 ${address}`);
    expect(session().acceptOffer(sdp).negotiated.remote.direction).toBe(expected);
  });

  test('keeps its version while it says the same, and raises it when not', () => {
    const own = session();
    const version = (sdp: string) => Number(/^o=- 1 (\d+)/m.exec(sdp)?.[1]);
    const first = version(own.acceptOffer(offer(AUDIO)).answer);
    expect(version(own.acceptOffer(offer(AUDIO)).answer)).toBe(first);
    expect(version(own.acceptOffer(offer(AUDIO, 'a=sendonly')).answer)).toBe(first + 1);
    const third = own.createOffer();
    expect(version(third)).toBe(first + 2);
    expect(third).toContain('m=audio 4000 ');
  });

  test('switches the stream off when a re-offer does', () => {
    const own = session();
    own.acceptOffer(offer(AUDIO));
    const { answer, negotiated } = own.acceptOffer(offer('m=audio 0 RTP/AVP 8'));
    expect(answer).toContain('m=audio 0 RTP/AVP 8');
    expect(negotiated.remote.direction).toBe('inactive');
  });

  test.each([
    ['no common codec', offer('m=audio 5004 RTP/AVP 18')],
    ['no audio', offer('m=video 5004 RTP/AVP 96')],
    ['another protocol', offer('m=audio 5004 RTP/SAVP 8')],
    ['a stream that is off', offer('m=audio 0 RTP/AVP 8')],
  ])('is refused for %s', (_why, sdp) => {
    expect(reasonOf(() => session().acceptOffer(sdp))).toBe('not-acceptable');
  });
});

describe('our offer', () => {
  test('lists our codecs, and the first of the answer counts', () => {
    const own = session();
    expect(own.createOffer()).toContain('m=audio 4000 RTP/AVP 8 0 101');
    expect(own.acceptAnswer(offer('m=audio 5004 RTP/AVP 0 8'))).toMatchObject({ codec: 'PCMU' });
    // 183 and 200 may differ: the last one counts.
    expect(own.acceptAnswer(offer('m=audio 5008 RTP/AVP 8'))).toMatchObject({ codec: 'PCMA', remote: { port: 5008 } });
  });

  test('cannot be answered before it was made, nor by a refusal', () => {
    const own = session();
    expect(reasonOf(() => own.acceptAnswer(offer(AUDIO)))).toBe('failed');
    own.createOffer();
    expect(reasonOf(() => own.acceptAnswer(offer('m=audio 0 RTP/AVP 8')))).toBe('not-acceptable');
  });
});

describe('hostile SDP', () => {
  test.each([
    ['nothing', ''],
    ['no version', offer(AUDIO).slice(5)],
    ['no origin', offer(AUDIO).replace(/o=.*\r\n/, '')],
    ['a port out of range', offer('m=audio 99999 RTP/AVP 8')],
    ['a port that is no number', offer('m=audio x RTP/AVP 8')],
    ['a broken address line', offer('m=audio 5004 RTP/AVP 8', 'c=IN')],
    ['too long', offer(AUDIO, 'a=x:'.padEnd(70_000, 'y'))],
    ['too many lines', offer(AUDIO, ...Array.from({ length: 2_100 }, () => 'a=x'))],
    ['too many streams', offer(...Array.from({ length: 40 }, () => 'm=audio 5004 RTP/AVP 8'))],
    ['too many formats', offer(`m=audio 5004 RTP/AVP ${Array.from({ length: 70 }, () => 8).join(' ')}`)],
  ])('is bad: %s', (_what, sdp) => {
    expect(reasonOf(() => session().acceptOffer(sdp))).toBe('bad-sdp');
  });

  test('a multicast address is not sent to', () => {
    const sdp = offer(AUDIO).replace('c=IN IP4 203.0.113.5', 'c=IN IP4 224.0.0.1/127');
    expect(session().acceptOffer(sdp).negotiated.remote.address).toBeUndefined();
  });

  test('throws nothing but MediaError, whatever comes', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom(
        'v=0',
        'o=- 1 1 IN IP4 1.2.3.4',
        'c=IN IP4 1.2.3.4',
        'm=audio 5004 RTP/AVP 8',
        'a=rtpmap:8 PCMA/8000',
        'a=mid:0',
        'm=audio',
      ),
      fc
        .tuple(fc.constantFrom('a=', 'm=', 'c=', 'a=rtpmap:', 'a=rtcp:', 'm=audio '), fc.string({ maxLength: 40 }))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.boolean(), (lines, valid) => {
        const text = [...(valid ? ['v=0', 'o=- 1 1 IN IP4 1.2.3.4'] : []), ...lines].join('\r\n');
        expect(['accepted', 'bad-sdp', 'not-acceptable']).toContain(reasonOf(() => session().acceptOffer(text)));
      }),
      { numRuns: 500 },
    );
  });

  test('nothing of theirs breaks a line of ours', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (junk) => {
        const result = reasonOf(() => parseSdp(offer(`m=${junk} 0 RTP/AVP ${junk}`, `a=mid:${junk}`, AUDIO)));
        if (result !== 'accepted') return;
        const own = session();
        if (reasonOf(() => own.acceptOffer(offer(`m=${junk} 0 RTP/AVP ${junk}`, `a=mid:${junk}`, AUDIO))) !== 'accepted') return;
        const lines = own.createOffer().split('\r\n').slice(0, -1);
        for (const text of lines) expect(text).toMatch(/^[a-z]=[\x20-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('keys in a description (RFC 4568)', () => {
  const INLINE = Buffer.concat([Buffer.alloc(16, 7), Buffer.alloc(14, 8)]).toString('base64');
  const OURS = Buffer.concat([KEY.key, KEY.salt]).toString('base64');
  const SAVP = 'm=audio 5004 RTP/SAVP 8';
  const crypto = (tag: number, suite: string, more = '') => `a=crypto:${tag} ${suite} inline:${INLINE}${more}`;

  test('the first suite we have is taken, with its tag and a key of ours', () => {
    const { answer, negotiated } = session(undefined, 'required').acceptOffer(
      offer(
        SAVP,
        crypto(1, 'AES_256_CM_HMAC_SHA1_80'),
        crypto(4, 'AES_CM_128_HMAC_SHA1_32', '|2^31'),
        crypto(5, 'AES_CM_128_HMAC_SHA1_80'),
      ),
    );
    expect(answer).toContain('RTP/SAVP 8');
    expect(answer).toContain(`a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:${OURS}\r\n`);
    expect(answer.match(/a=crypto/g)).toHaveLength(1);
    expect(negotiated.crypto?.theirs).toMatchObject({
      suite: 'AES_CM_128_HMAC_SHA1_32',
      key: Buffer.alloc(16, 7),
      salt: Buffer.alloc(14, 8),
    });
  });

  test('what would change the wire is not taken: key identifiers, unencrypted streams, wrong lengths', () => {
    for (const line of [
      crypto(1, 'AES_CM_128_HMAC_SHA1_80', '|1:4'),
      crypto(1, 'AES_CM_128_HMAC_SHA1_80', ' UNENCRYPTED_SRTP'),
      crypto(1, 'F8_128_HMAC_SHA1_80'),
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA',
      'a=crypto:x AES_CM_128_HMAC_SHA1_80',
    ]) {
      expect(
        reasonOf(() => session(undefined, 'required').acceptOffer(offer(SAVP, line))),
        line,
      ).toBe('not-acceptable');
    }
  });

  test('an endpoint without encryption refuses RTP/SAVP, one that demands it refuses RTP/AVP, an optimistic one takes both', () => {
    const key = crypto(1, 'AES_CM_128_HMAC_SHA1_80');
    expect(reasonOf(() => session().acceptOffer(offer(SAVP, key)))).toBe('not-acceptable');
    expect(reasonOf(() => session(undefined, 'required').acceptOffer(offer(AUDIO)))).toBe('not-acceptable');
    expect(reasonOf(() => session(undefined, 'optional').acceptOffer(offer(SAVP)))).toBe('not-acceptable');
    expect(session(undefined, 'optional').acceptOffer(offer(AUDIO)).negotiated.crypto).toBeUndefined();
    expect(session(undefined, 'optional').acceptOffer(offer(AUDIO, key)).answer).toContain('a=crypto:1 ');
    // The same stream twice: the one with keys is taken.
    const both = session(undefined, 'optional').acceptOffer(offer(AUDIO, SAVP, key));
    expect(both.answer).toMatch(/m=audio 0 RTP\/AVP .*\r\n(.*\r\n)*m=audio 4000 RTP\/SAVP 8/);
  });

  test('our offer shows both suites; the answer says by its tag which one it took', () => {
    const required = session(undefined, 'required');
    const made = required.createOffer();
    expect(made).toContain('RTP/SAVP 8 0 101');
    expect(made).toMatch(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:.*\r\na=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:/);
    expect(reasonOf(() => required.acceptAnswer(offer(SAVP)))).toBe('not-acceptable');
    expect(reasonOf(() => required.acceptAnswer(offer(SAVP, crypto(1, 'AES_CM_128_HMAC_SHA1_32'))))).toBe('not-acceptable');
    expect(required.acceptAnswer(offer(SAVP, crypto(2, 'AES_CM_128_HMAC_SHA1_32'))).crypto).toMatchObject({
      ours: { tag: 2, suite: 'AES_CM_128_HMAC_SHA1_32' },
    });
    // A later offer keeps what was agreed on.
    expect(required.createOffer().match(/a=crypto/g)).toHaveLength(1);
    const optimistic = session(undefined, 'optional');
    expect(optimistic.createOffer()).toMatch(/RTP\/AVP 8 0 101\r\n(.*\r\n)*a=crypto:1/);
    expect(optimistic.acceptAnswer(offer(AUDIO)).crypto).toBeUndefined();
  });
});
