import { ManualClock } from '@zuoxi/kit';
import { describe, expect, test } from 'vitest';
import { ProvisionalOrder, ReliableProvisionals, rackOf, rseqOf } from '../../src/sip/reliable-provisional.ts';
import { parseReplaces, referTargetOf } from '../../src/sip/replaces.ts';
import { agreeAsUac, agreeAsUas, deadlinesOf, sessionExpiresOf, type TimerPolicy } from '../../src/sip/session-expires.ts';
import { request, response, text } from './fakes.ts';

const invite = (...head: string[]) => request(text('INVITE', { head }));
const ok = (status: string, ...head: string[]) =>
  response(
    [
      `SIP/2.0 ${status}`,
      'Via: SIP/2.0/UDP a;branch=z9hG4bK1',
      'From: <sip:a@b>;tag=1',
      'To: <sip:a@b>;tag=2',
      'Call-ID: x',
      'CSeq: 1 INVITE',
      ...head,
      '',
      '',
    ].join('\r\n'),
  );
const YES: TimerPolicy = { mode: 'yes', sessionExpires: 1800, minSe: 90 };

describe('Replaces and Refer-To', () => {
  test.each([
    ['a@b;to-tag=1;from-tag=2', { callId: 'a@b', toTag: '1', fromTag: '2', earlyOnly: false }],
    ['a@b;from-tag=2;to-tag=1;early-only', { callId: 'a@b', toTag: '1', fromTag: '2', earlyOnly: true }],
    ['a@b', undefined],
    ['a@b;to-tag=1', undefined],
    [';to-tag=1;from-tag=2', undefined],
    ['a b;to-tag=1;from-tag=2', undefined],
    ['', undefined],
  ])('%s is read as %j', (value, expected) => {
    expect(parseReplaces(value)).toEqual(expected);
  });

  test.each([
    ['sip:8003@x', '8003', undefined],
    ['tel:+86-138-0013-8000', '+8613800138000', undefined],
    ['tel:8003;phone-context=+86?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2', '8003', 'a@b;to-tag=1;from-tag=2'],
    ['sip:8003@x?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2', '8003', 'a@b;to-tag=1;from-tag=2'],
    ['sip:8003@x?Subject=hi&Replaces=a@b;to-tag=1;from-tag=2', '8003', 'a@b;to-tag=1;from-tag=2'],
    ['sip:8003@x;replaces=a%40b', '8003', 'a@b'],
    ['sip:8003@x?Replaces=%E0%A4%A', '8003', '%E0%A4%A'],
  ])('%s leads to %s in place of %s', (uri, user, replaces) => {
    expect(referTargetOf(uri)).toMatchObject({ uri: { user }, ...(replaces === undefined ? {} : { replaces }) });
  });

  test.each(['tel:nobody', 'http://x', 'sip:', 'nonsense'])('%s leads nowhere', (uri) => {
    expect(referTargetOf(uri)).toBeUndefined();
  });
});

describe('session timers', () => {
  test.each(['', 'abc', '-5', '99999999999', '1.5', ';refresher=uac'])('Session-Expires: %s is none', (value) => {
    expect(sessionExpiresOf(invite(`Session-Expires: ${value}`))).toBeUndefined();
  });

  test('the compact form and odd spacing are read, an unknown refresher is nobody', () => {
    expect(sessionExpiresOf(invite('x: 120 ; Refresher = UAS'))).toEqual({ seconds: 120, refresher: 'uas' });
    expect(sessionExpiresOf(invite('Session-Expires: 120;refresher=me'))).toEqual({ seconds: 120, refresher: undefined });
  });

  test('too brief an interval is refused to those who can understand it, and taken from the others', () => {
    expect(agreeAsUas(invite('Supported: timer', 'Session-Expires: 60'), YES)).toBe('too-brief');
    expect(agreeAsUas(invite('Session-Expires: 60'), YES)).toEqual({ seconds: 90, weRefresh: true });
  });

  test('who cannot refresh is not asked to', () => {
    expect(agreeAsUas(invite('Session-Expires: 600;refresher=uac'), YES)).toEqual({ seconds: 600, weRefresh: true });
    expect(agreeAsUas(invite('Supported: timer', 'Session-Expires: 600'), YES)).toEqual({ seconds: 600, weRefresh: false });
  });

  test('a peer that grants none has none, unless we always refresh', () => {
    expect(agreeAsUac(ok('200 OK'), YES)).toBeUndefined();
    expect(agreeAsUac(ok('200 OK'), { ...YES, mode: 'always' })).toEqual({ seconds: 1800, weRefresh: true });
    expect(agreeAsUac(ok('200 OK', 'Session-Expires: 600;refresher=uas'), YES)).toEqual({ seconds: 600, weRefresh: false });
    // An interval of nothing would have us refresh without pause.
    expect(agreeAsUac(ok('200 OK', 'Session-Expires: 0;refresher=uac'), YES)).toEqual({ seconds: 90, weRefresh: true });
  });

  test.each([
    [1800, 900_000, 1_768_000],
    [90, 45_000, 60_000],
    // No timer of the machine is that long.
    [999_999_999, 302_400_000, 604_768_000],
  ])('of %d s: refreshed after %d ms, given up after %d ms', (seconds, refreshMs, expireMs) => {
    expect(deadlinesOf({ seconds, weRefresh: true })).toEqual({ refreshMs, expireMs });
  });
});

describe('reliable provisional responses', () => {
  const prack = (rack: string) => request(text('PRACK', { head: [`RAck: ${rack}`], toTag: '2' }));

  test('RAck and RSeq are numbers or nothing', () => {
    expect(rackOf(prack('7 1 INVITE'))).toEqual({ rseq: 7, cseq: 1, method: 'INVITE' });
    for (const rack of ['', '7', '7 1', 'a 1 INVITE', '7 1 INVITE x']) expect(rackOf(prack(rack))).toBeUndefined();
    expect(rseqOf(ok('183 Progress', 'Require: 100rel', 'RSeq: 7'))).toBe(7);
    expect(rseqOf(ok('183 Progress', 'RSeq: 7'))).toBeUndefined();
    for (const rseq of ['0', 'x', '4294967296', '']) expect(rseqOf(ok('183 Progress', 'Require: 100rel', `RSeq: ${rseq}`))).toBeUndefined();
    expect(rseqOf(ok('100 Trying', 'Require: 100rel', 'RSeq: 7'))).toBeUndefined();
  });

  test('are repeated after 0.5, 1, 2, 4, 8 and 16 s and given up after 32 s', () => {
    const clock = new ManualClock(0);
    const sent: number[] = [];
    let isGivenUp = false;
    const reliable = new ReliableProvisionals({ clock, inviteCseq: 1, firstRseq: 9, onNoPrack: () => (isGivenUp = true) });
    reliable.send(() => sent.push(clock.now()));
    clock.advance(31_999);
    expect([sent, isGivenUp]).toEqual([[0, 500, 1_500, 3_500, 7_500, 15_500, 31_500], false]);
    clock.advance(1);
    expect([isGivenUp, clock.pendingTimers]).toEqual([true, 0]);
  });

  test('only the PRACK of the one that is out counts', () => {
    const clock = new ManualClock(0);
    const reliable = new ReliableProvisionals({ clock, inviteCseq: 1, firstRseq: 9, onNoPrack: () => {} });
    const numbers: number[] = [];
    for (let n = 0; n < 2; n++) reliable.send((rseq) => numbers.push(rseq));
    for (const rack of ['8 1 INVITE', '10 1 INVITE', '9 2 INVITE', '9 1 UPDATE']) expect(reliable.matches(prack(rack))).toBe(false);
    expect(reliable.matches(prack('9 1 INVITE'))).toBe(true);
    reliable.acknowledged();
    expect(numbers).toEqual([9, 10]);
    expect(reliable.matches(prack('9 1 INVITE'))).toBe(false);
    reliable.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test('of the other side are taken in their order, each once', () => {
    const order = new ProvisionalOrder();
    expect([5, 5, 7, 6, 7, 4].map((rseq) => order.accepts(rseq))).toEqual([true, false, false, true, true, false]);
  });
});
