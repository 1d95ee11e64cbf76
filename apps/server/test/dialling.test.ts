import { ManualClock, SteadyClock } from '@zuoxi/kit';
import { describe, expect, it } from 'vitest';
import { DialUsage } from '../src/modules/pbx/directory/dial-usage.ts';
import { dearestClassOf } from '../src/modules/pbx/directory/number-plan.ts';
import { overlap, problemOf } from '../src/modules/pbx/index.ts';

describe('how far a number is', () => {
  it.each([
    ['85212345', 'local'],
    ['02088886666', 'national'],
    ['13800138000', 'national'],
    ['+8613800138000', 'national'],
    ['008613800138000', 'national'],
    ['0085212345678', 'international'],
    ['+85212345678', 'international'],
    ['00', 'international'],
    ['+', 'international'],
    ['16812345', 'premium'],
    ['1259012345', 'premium'],
    ['16812345678', 'national'],
    ['10086', 'local'],
    ['120', 'local'],
  ])('%s is %s', (number, expected) => {
    expect(dearestClassOf(number)).toBe(expected);
  });
});

describe('what an account has called today', () => {
  const START = Date.parse('2026-11-16T10:00:00+08:00');
  const fact = { stream: 'call' as const, tenantId: 't' };
  const dialled = (callId: string, at: number, agentId: string | null = 'a', attempt = 1, madeBy?: 'forwarding' | 'callCentre') => ({
    ...fact,
    callId,
    at,
    type: 'outsideDialled' as const,
    agentId,
    number: '1',
    trunkId: 'x',
    permissionClass: 'national' as const,
    attempt,
    ...(madeBy ? { madeBy } : {}),
  });
  const answered = (callId: string, at: number) => ({ ...fact, callId, at, type: 'answered' as const, agentId: 'a' });
  const ended = (callId: string, at: number) => ({
    ...fact,
    callId,
    at,
    type: 'ended' as const,
    reason: 'hangup' as const,
    endedBy: 'agent' as const,
    cause: null,
  });
  const opened = () => {
    const clock = new ManualClock(START);
    return { clock, usage: new DialUsage(new SteadyClock(clock)) };
  };

  it('counts each call once, whatever trunks it tried, and none of the system’s own', () => {
    const { usage } = opened();
    usage.take([dialled('1', START), dialled('1', START, 'a', 2), dialled('2', START, null)]);
    expect(usage.of('a')).toEqual({ calls: 1, talkMs: 0 });
    expect(usage.isReached('a', { dailyCallsCap: 1, dailyMinutesCap: 0 })).toBe(true);
    expect(usage.isReached('a', { dailyCallsCap: 2, dailyMinutesCap: 0 })).toBe(false);
    expect(usage.isReached('a', { dailyCallsCap: 0, dailyMinutesCap: 0 })).toBe(false);
  });

  it('counts what nobody dials by itself: forwarded calls, and the call centre’s own', () => {
    const { usage } = opened();
    usage.take([dialled('1', START, null), dialled('2', START, 'a', 1, 'forwarding'), dialled('3', START, 'a', 1, 'callCentre')]);
    expect(usage.of('a').calls).toBe(2);
    expect(usage.of('forwarding/a').calls).toBe(1);
    expect(usage.of('centre/t').calls).toBe(2);
  });

  it('counts minutes while they pass, of several calls at once', () => {
    const { usage, clock } = opened();
    usage.take([dialled('1', START), answered('1', START), dialled('2', START), answered('2', START)]);
    clock.advance(60_000);
    expect(usage.of('a')).toEqual({ calls: 2, talkMs: 120_000 });
    expect(usage.isReached('a', { dailyCallsCap: 0, dailyMinutesCap: 2 })).toBe(true);
    usage.take([ended('1', START + 60_000)]);
    clock.advance(30_000);
    expect(usage.of('a').talkMs).toBe(150_000);
  });

  it('begins anew at midnight in China', () => {
    const { usage, clock } = opened();
    usage.take([dialled('1', START), answered('1', START), ended('1', START + 60_000)]);
    clock.advance(Date.parse('2026-11-17T00:00:00+08:00') - START - 1);
    expect(usage.of('a')).toEqual({ calls: 1, talkMs: 60_000 });
    clock.advance(1);
    expect(usage.of('a')).toEqual({ calls: 0, talkMs: 0 });
  });
});

describe('networks', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.0/24', true],
    ['192.0.2.0/25', '192.0.2.128/25', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['::ffff:192.0.2.1', '192.0.2.0/30', true],
    ['::ffff:c000:201', '192.0.2.1', true],
    // All of IPv4 is in it.
    ['::/0', '192.0.2.1', true],
    ['::ffff:0:0/95', '192.0.2.0/24', true],
    ['2001:db8::/32', '192.0.2.1', false],
    ['nonsense', '192.0.2.1', false],
  ])('%s and %s overlap: %s', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });
});

describe('the addresses a carrier is known by', () => {
  it.each([
    ['192.0.2.1', undefined],
    ['203.0.0.0/16', undefined],
    ['2001:db8::/32', undefined],
    ['10.1.0.0/16', undefined],
    ['192.168.7.9', undefined],
    ['::ffff:192.0.2.1', undefined],
    ['127.0.0.1', undefined],
    ['::1', undefined],
    ['127.0.0.0/24', 'tooWide'],
    ['::ffff:127.0.0.0/120', 'tooWide'],
    ['203.0.0.0/15', 'tooWide'],
    ['128.0.0.0/1', 'tooWide'],
    ['0.0.0.0/0', 'tooWide'],
    ['::/0', 'tooWide'],
    ['::ffff:0.0.0.0/96', 'tooWide'],
    ['::ffff:128.0.0.0/97', 'tooWide'],
    ['::ffff:0:0/95', 'tooWide'],
    ['::/32', 'tooWide'],
    ['2000::/3', 'tooWide'],
    ['2001:db8::/31', 'tooWide'],
    ['0.0.0.0', 'nobodys'],
    ['::', 'nobodys'],
    ['224.0.1.75', 'nobodys'],
    ['255.255.255.255', 'nobodys'],
    ['ff02::1', 'nobodys'],
    ['64:ff9b::c000:201', 'nobodys'],
    ['2002:c000:201::/48', 'nobodys'],
    ['nonsense', 'nobodys'],
  ])('%s: %s', (address, expected) => {
    expect(problemOf(address)).toBe(expected);
  });
});
