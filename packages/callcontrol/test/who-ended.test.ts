import type { AriEventOf, ChannelState } from '@zuoxi/ari';
import { FakeEngine } from '@zuoxi/ari/fake';
import { describe, expect, it } from 'vitest';
import { newsOf } from '../src/testing.ts';
import { CallCentre, TestDirectory } from './call-centre.ts';
import { portOf } from './centre-on-fake.ts';

/** Who has ended a call where nobody has hung up: from what an engine says to the record of the call. */

const engine = portOf('e1', new FakeEngine());

function destroyed(name: string, state: ChannelState, cause: number, tech_cause?: number): AriEventOf<'ChannelDestroyed'> {
  const party = { name: '', number: '' };
  return {
    type: 'ChannelDestroyed',
    application: 'zuoxi',
    timestamp: '2026-01-01T00:00:00.000+0000',
    asterisk_id: 'e1',
    cause,
    cause_txt: '',
    ...(tech_cause === undefined ? {} : { tech_cause }),
    channel: {
      id: 'c',
      name,
      state,
      protocol_id: '',
      caller: party,
      connected: party,
      accountcode: '',
      dialplan: { context: 'zuoxi', exten: 's', priority: 1, app_name: '', app_data: '' },
      creationtime: '2026-01-01T00:00:00.000+0000',
      language: 'en',
    },
  };
}

const TRUNK = 'PJSIP/trunk-1-00000001';
const PHONE = 'PJSIP/demo-8001-00000002';

describe('what an engine says of the end of a channel', () => {
  it.each([
    ['a carrier refuses us', TRUNK, 'Down', 21, 403, 52],
    ['a carrier wants another password', TRUNK, 'Down', 21, 407, 52],
    ['the callee declines', TRUNK, 'Ringing', 21, 603, 21],
    ['a phone of ours refuses', PHONE, 'Ringing', 21, 403, 21],
    ['our 200 was not acknowledged', TRUNK, 'Up', 102, 408, 102],
    ['the same, as Asterisk says it', TRUNK, 'Up', 18, 408, 102],
    ['the other side has forgotten the call, as Asterisk says it', TRUNK, 'Up', 127, 481, 102],
    ['a BYE without a reason, as Asterisk says it', TRUNK, 'Up', 0, undefined, 16],
    ['a created channel whose time is over, as Asterisk says it', TRUNK, 'Ringing', 0, undefined, 19],
    ['no sound', TRUNK, 'Up', 44, undefined, 44],
  ] as const)('%s', (_what, name, state, cause, status, expected) => {
    expect(newsOf(engine, destroyed(name, state, cause, status), new TestDirectory(1), () => 'id')).toEqual({
      type: 'channelGone',
      channelId: 'c',
      cause: expected,
    });
  });
});

describe('the customer of a conversation is gone', () => {
  it.each([
    [16, 'hangup', 'customer'],
    [44, 'audioLost', 'system'],
    [102, 'signallingLost', 'system'],
    [38, 'signallingLost', 'carrier'],
  ])('with cause %i: %s by the %s', (cause, reason, endedBy) => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const callId = centre.customerWaits();
    centre.offeredAgentAnswers(callId);
    const channelId = centre.call(callId)?.customerChannelId ?? '';
    centre.take({ type: 'channelGone', channelId, cause });
    expect(centre.ending(callId)).toMatchObject([{ reason, endedBy, cause }]);
  });
});

describe('a caller who waits and is gone', () => {
  it.each([
    [16, 'abandonedInQueue', 'customer', 'abandoned'],
    [44, 'audioLost', 'system', 'released'],
  ])('with cause %i: %s by the %s, and the queue counts them as %s', (cause, reason, endedBy, outcome) => {
    const centre = new CallCentre(1);
    const callId = centre.customerWaits();
    const channelId = centre.call(callId)?.customerChannelId ?? '';
    centre.take({ type: 'channelGone', channelId, cause });
    expect(centre.ending(callId)).toMatchObject([{ reason, endedBy }]);
    expect(centre.callFacts(callId)).toContainEqual(expect.objectContaining({ type: 'leftQueue', outcome }));
  });
});
