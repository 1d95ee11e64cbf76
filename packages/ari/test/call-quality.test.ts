import { describe, expect, it } from 'vitest';
import { legQualityOf, mosOf } from '../src/index.ts';
import type { AriEventOf } from '../src/types.ts';

function varset(variable: string, value: string): AriEventOf<'ChannelVarset'> {
  const channel = {
    id: 'c1',
    name: 'PJSIP/x-00000001',
    state: 'Up',
    caller: { name: '', number: '' },
    connected: { name: '', number: '' },
    accountcode: '',
    dialplan: { context: '', exten: '', priority: 1, app_name: '', app_data: '' },
    creationtime: '',
    language: 'en',
  } as const;
  return { type: 'ChannelVarset', application: 'zuoxi', timestamp: '', asterisk_id: '', variable, value, channel };
}

describe('the quality an engine leaves when a leg ends', () => {
  it('is read as Asterisk 22 writes it: what it calls tx jitter is of what was received', () => {
    const value =
      'ssrc=1;themssrc=2;lp=3;rxjitter=0.002000;rxcount=500;txjitter=0.011000;txcount=480;rlp=7;rtt=0.024000;rxmes=70.000000;txmes=93.200000';
    expect(legQualityOf(varset('RTPAUDIOQOS', value))).toEqual({
      channelId: 'c1',
      received: { packets: 500, lost: 3, jitterMs: 11, mos: 4.41 },
      sent: { packets: 480, lost: 7, jitterMs: 2, mos: 3.6 },
      roundTripMs: 24,
    });
  });

  it('is nothing in any other variable, and zeros where the text is broken', () => {
    expect(legQualityOf(varset('RTPAUDIOQOSLOSS', 'x'))).toBeUndefined();
    expect(legQualityOf(varset('RTPAUDIOQOS', 'nonsense;;=;lp=x'))).toMatchObject({ received: { lost: 0, mos: null }, roundTripMs: 0 });
  });

  it('has the scores of ITU-T G.107 annex B', () => {
    // R = 50, 60, 70, 80, 90 → 2.58, 3.10, 3.60, 4.03, 4.34 (table B.1)
    expect([50, 60, 70, 80, 90].map(mosOf)).toEqual([2.58, 3.1, 3.6, 4.02, 4.34]);
  });
});
