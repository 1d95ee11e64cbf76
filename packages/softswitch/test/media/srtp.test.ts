import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ProtectionProfileAes128CmHmacSha1_80, RtpHeader, SrtcpSession, SrtpSession } from 'werift';
import { HmacSha1 } from '../../src/media/hmac-sha1.ts';
import { writeRtpHeader } from '../../src/media/rtp-packet.ts';
import { deriveKeys, SrtpReceiver, SrtpSender } from '../../src/media/srtp.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const MASTER_KEY = hex('E1F97A0D3E018BE0D64FA32C06DE4139');
const MASTER_SALT = hex('0EC675AD498AFEEBB6960B3AABE6');
const PROFILE = 'AES_CM_128_HMAC_SHA1_80';

function packet(sequence: number, payload = Buffer.alloc(160, sequence & 0xff), ssrc = 0xcafe_babe): Buffer {
  const bytes = Buffer.alloc(12 + payload.length);
  writeRtpHeader(bytes, 0, false, 8, sequence & 0xffff, sequence * 160, ssrc);
  payload.copy(bytes, 12);
  return bytes;
}

function pair(profile: 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32' = PROFILE): [SrtpSender, SrtpReceiver] {
  return [new SrtpSender(profile, MASTER_KEY, MASTER_SALT), new SrtpReceiver(profile, MASTER_KEY, MASTER_SALT)];
}

/** Sends `sequence`; what the receiver makes of it. */
function through([sender, receiver]: [SrtpSender, SrtpReceiver], sequence: number): Buffer | undefined {
  const sent = sender.rtp(packet(sequence));
  if (!sent) throw new Error(`${sequence} was not sent`);
  return receiver.rtp(sent);
}

describe('SRTP', () => {
  test('derives the keys of RFC 3711 appendix B.3', () => {
    const keys = deriveKeys(MASTER_KEY, MASTER_SALT);
    expect(keys.cipher).toEqual(hex('C61E7A93744F39EE10734AFE3FF7A087'));
    expect(keys.salt).toEqual(hex('30CBBC08863D8C85D49DB34A9AE1'));
    expect(keys.auth).toEqual(hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'));
  });

  test('makes the key stream of RFC 3711 appendix B.2', async () => {
    const { KeyStream } = await import('../../src/media/srtp.ts');
    const { createCipheriv } = await import('node:crypto');
    const cipher = createCipheriv('aes-128-ecb', hex('2B7E151628AED2A6ABF7158809CF4F3C'), null).setAutoPadding(false);
    const stream = Buffer.alloc(0xff02 * 16);
    new KeyStream(cipher, hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'), 0).apply(0, stream, 0, stream.length);
    expect(stream.subarray(0, 48)).toEqual(
      hex('E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0'),
    );
    expect(stream.subarray(0xfeff * 16)).toEqual(
      hex('EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44'),
    );
  });

  test('HMAC-SHA1 is what node:crypto makes, for every length', () => {
    for (let length = 0; length < 300; length++) {
      const key = randomBytes(20);
      const data = randomBytes(length);
      const hmac = new HmacSha1(key);
      expect(Buffer.from(hmac.update(data, length, undefined))).toEqual(createHmac('sha1', key).update(data).digest());
      const withSuffix = Buffer.concat([data, hex('80000001')]);
      expect(Buffer.from(hmac.update(data, length, 0x8000_0001))).toEqual(createHmac('sha1', key).update(withSuffix).digest());
    }
  });

  test('is understood by another implementation, both ways, RTP and RTCP', () => {
    const keys = { localMasterKey: MASTER_KEY, localMasterSalt: MASTER_SALT, remoteMasterKey: MASTER_KEY, remoteMasterSalt: MASTER_SALT };
    const theirs = {
      rtp: new SrtpSession({ keys, profile: ProtectionProfileAes128CmHmacSha1_80 }),
      rtcp: new SrtcpSession({ keys, profile: ProtectionProfileAes128CmHmacSha1_80 }),
    };
    const [sender, receiver] = pair();
    for (let sequence = 65_500; sequence < 65_600; sequence++) {
      const plain = packet(sequence);
      expect(theirs.rtp.decrypt(sender.rtp(plain) ?? Buffer.alloc(0))).toEqual(plain);
      const header = new RtpHeader({ payloadType: 8, sequenceNumber: sequence & 0xffff, timestamp: sequence * 160, ssrc: 77 });
      const opened = receiver.rtp(theirs.rtp.encrypt(Buffer.alloc(160, 5), header));
      expect(opened?.subarray(12)).toEqual(Buffer.alloc(160, 5));
    }
    const report = hex('80c80006 cafebabe 0000000100000002 00000003 00000004 00000005');
    for (let i = 0; i < 3; i++) {
      expect(theirs.rtcp.decrypt(sender.rtcp(report) ?? Buffer.alloc(0))).toEqual(report);
      expect(receiver.rtcp(theirs.rtcp.encrypt(Buffer.from(report)))).toEqual(report);
    }
  });

  for (const [profile, tag] of [
    ['AES_CM_128_HMAC_SHA1_80', 10],
    ['AES_CM_128_HMAC_SHA1_32', 4],
  ] as const) {
    test(`${profile} adds ${tag} bytes, and gives back packets of every length`, () => {
      const [sender, receiver] = pair(profile);
      for (const [i, length] of [0, 1, 15, 16, 17, 80, 160, 161, 320, 480, 1_200, 160, 4].entries()) {
        const plain = packet(i + 1, randomBytes(length));
        const sent = sender.rtp(plain);
        expect(sent?.length).toBe(plain.length + tag);
        expect(receiver.rtp(sent ?? Buffer.alloc(0))).toEqual(plain);
      }
    });
  }

  test('a wrong tag, a changed byte and a strange key are not heard, and change nothing', () => {
    const both = pair();
    expect(through(both, 1)).toEqual(packet(1));
    const [sender, receiver] = both;
    const good = sender.rtp(packet(2)) ?? Buffer.alloc(0);
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(receiver.rtp(bad), `byte ${at}`).toBeUndefined();
    }
    const stranger = new SrtpSender(PROFILE, randomBytes(16), MASTER_SALT);
    expect(receiver.rtp(stranger.rtp(packet(60_000)) ?? Buffer.alloc(0))).toBeUndefined();
    expect(receiver.rtp(good)).toEqual(packet(2));
  });

  test('a packet that comes twice is heard once, and so is every one of 128 that come out of order', () => {
    const [sender, receiver] = pair();
    const sent = Array.from({ length: 300 }, (_, i) => sender.rtp(packet(i + 1)) ?? Buffer.alloc(0));
    const copies = sent.map((bytes) => Buffer.from(bytes));
    const order = sent.map((_, i) => (i ^ 1) % 300);
    for (const i of order) expect(receiver.rtp(sent[i] ?? Buffer.alloc(0)), `first of ${i}`).toBeDefined();
    for (const copy of copies) expect(receiver.rtp(copy)).toBeUndefined();
  });

  test('the rollover counter goes on when sequence numbers wrap, also with loss and disorder around it', () => {
    const both = pair();
    for (let lap = 0; lap < 3; lap++) {
      for (const sequence of [1_000, 30_000, 60_000, 65_534]) expect(through(both, lap * 65_536 + sequence)).toBeDefined();
      const [sender, receiver] = both;
      const last = sender.rtp(packet(lap * 65_536 + 65_535)) ?? Buffer.alloc(0);
      const next = sender.rtp(packet(lap * 65_536 + 65_537)) ?? Buffer.alloc(0);
      expect(receiver.rtp(next)).toBeDefined();
      expect(receiver.rtp(last)).toBeDefined();
    }
  });

  test('no sequence number is sent twice: two texts under one key stream would give both away', () => {
    const [sender] = pair();
    expect(sender.rtp(packet(5, Buffer.from('one')))).toBeDefined();
    expect(sender.rtp(packet(5, Buffer.from('two')))).toBeUndefined();
  });

  test('streams that change their source are told apart, and no number of them is kept', () => {
    const [sender, receiver] = pair();
    for (let ssrc = 1; ssrc < 100; ssrc++) {
      expect(receiver.rtp(sender.rtp(packet(9, undefined, ssrc)) ?? Buffer.alloc(0))).toEqual(packet(9, undefined, ssrc));
    }
  });

  test('a hundred thousand malformed packets are dropped without a word', () => {
    const [sender, receiver] = pair();
    let seed = 7;
    const next = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
      return seed / 0x8000_0000;
    };
    const template = sender.rtp(packet(1)) ?? Buffer.alloc(0);
    for (let n = 0; n < 100_000; n++) {
      const bytes = Buffer.from(template.subarray(0, Math.floor(next() * template.length)));
      if (bytes.length > 0) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      if ((n & 1 ? receiver.rtp(bytes) : receiver.rtcp(bytes)) !== undefined) throw new Error(`number ${n} was taken`);
    }
    expect(receiver.rtp(template)).toEqual(packet(1));
  });
});
