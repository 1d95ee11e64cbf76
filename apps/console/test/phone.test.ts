import type { PanelCall } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { mosOfRating, ratingOf } from '../../../packages/softswitch/src/media/e-model.ts';
import { levelOf, levelVerdict } from '../src/features/preflight/level.ts';
import { figuresOf, mosOf, type QualityFigures, qualityBetween, qualityLevel } from '../src/phone/call-quality.ts';
import { answersItself, callView, hasLostPhone, type OwnPhone } from '../src/phone/call-view.ts';
import { isStarting, phoneStatus } from '../src/phone/phone-status.ts';

const incoming: PanelCall = {
  callId: '00000000-0000-4000-8000-000000000001',
  role: 'agent',
  direction: 'inbound',
  phase: 'ringing',
  customerNumber: '13800138000',
  customerName: null,
  internal: false,
  queueId: null,
  queueName: null,
  queueNumber: null,
  startedAt: '2026-07-01T08:00:00.000Z',
  answeredAt: null,
  recording: false,
  muted: false,
  surveyOffered: false,
  recordable: false,
  consult: null,
  transfer: null,
  notReached: null,
  by: null,
  customerLeft: false,
  releasedBy: null,
  handover: null,
  returning: false,
  supervision: null,
};
const ringing = { phase: 'ringing', number: '13800138000', name: null } as const;

type Session = OwnPhone['session'];
const web = (session: Session, elsewhere = false): OwnPhone => ({ type: 'web', session, elsewhere });
const view = (call: PanelCall | null, phone: OwnPhone) => callView({ call, conference: null }, phone);
const listening = { agentId: incoming.callId, agentName: '王丽', mode: 'listen', state: 'ringing' } as const;

const meeting = (state: 'ringing' | 'joined') =>
  ({ conferenceId: incoming.callId, name: '每周总结', state, muted: false, returning: false }) as const;

describe('callView', () => {
  it('lets a web agent answer once the INVITE is there', () => {
    expect(view(incoming, web(null))?.answer).toBe('waiting');
    expect(view(incoming, web(ringing))?.answer).toBe('button');
    expect(view(incoming, web({ ...ringing, phase: 'answering' }))?.answer).toBe('answering');
  });
  it('sends a SIP agent to his desk phone, and the page without the phone to the one that has it', () => {
    expect(view(incoming, { type: 'sip', session: null, elsewhere: false })?.answer).toBe('desk');
    expect(view(incoming, web(null, true))?.answer).toBe('elsewhere');
  });
  it('shows a call that only the phone knows of', () => {
    expect(callView(null, web(ringing))).toMatchObject({ stage: 'incoming', number: '13800138000', answer: 'button', since: null });
  });
  it('shows nothing when the server has ended the call and the phone lags behind', () => {
    expect(view(null, web({ ...ringing, phase: 'talking' }))).toBeNull();
  });
  it('counts as the agent’s own state does: since it rings here, and not since the call came', () => {
    const agent = { state: 'ringing', since: '2026-07-01T08:01:31.000Z' } as const;
    expect(callView({ call: incoming, conference: null, agent }, web(null))).toMatchObject({ since: agent.since });
    const talking = { ...incoming, phase: 'talking', answeredAt: '2026-07-01T08:00:09.000Z' } as const;
    const second = { state: 'talking', since: '2026-07-01T08:05:00.000Z' } as const;
    expect(callView({ call: talking, conference: null, agent: second }, web(null))).toMatchObject({ since: second.since });
  });
  it('counts from the answer once there is one', () => {
    const answeredAt = '2026-07-01T08:00:09.000Z';
    expect(view({ ...incoming, phase: 'talking', answeredAt }, web(null))).toMatchObject({ stage: 'talking', since: answeredAt });
  });
  it("tells one's own ringing phone from a customer's call", () => {
    expect(view({ ...incoming, direction: 'outbound' }, web(ringing))?.stage).toBe('callingSelf');
    expect(view({ ...incoming, role: 'supervisor', supervision: listening }, web(ringing))?.stage).toBe('callingSelf');
  });
  it('has the conference’s name where the customer’s would be', () => {
    const conference = meeting('ringing');
    expect(callView({ call: null, conference }, web(ringing))).toMatchObject({ stage: 'incoming', name: '每周总结', answer: 'button' });
  });
});

const inCall = (change: Partial<PanelCall>) => ({ call: { ...incoming, ...change }, conference: null });
const nothing = { call: null, conference: null };
const inConference = (returning: boolean) => ({
  call: null,
  conference: { conferenceId: incoming.callId, name: '每周总结', state: 'ringing', muted: false, returning } as const,
});

describe('answersItself', () => {
  it('only what was ordered here: a number dialled, a supervision, the call or conference whose phone was lost', () => {
    expect(answersItself(inCall({ direction: 'outbound' }), ringing)).toBe(true);
    expect(answersItself(inCall({ role: 'supervisor', supervision: listening }), ringing)).toBe(true);
    expect(answersItself(inCall({ phase: 'talking', returning: true }), ringing)).toBe(true);
    expect(answersItself(inConference(true), ringing)).toBe(true);
    expect(answersItself(inConference(false), ringing)).toBe(false);
    expect(answersItself(inCall({}), ringing)).toBe(false);
    expect(answersItself(inCall({ role: 'consulted' }), ringing)).toBe(false);
    expect(answersItself(nothing, ringing)).toBe(false);
    expect(answersItself(inCall({ direction: 'outbound' }), null)).toBe(false);
  });
});

describe('hasLostPhone', () => {
  it('when the server has a call or a conference and the phone none', () => {
    expect(hasLostPhone(inCall({}), null)).toBe(true);
    expect(hasLostPhone(inCall({ phase: 'talking' }), null)).toBe(true);
    expect(hasLostPhone(inConference(false), null)).toBe(true);
    expect(hasLostPhone(inCall({ phase: 'talking' }), { ...ringing, phase: 'talking' })).toBe(false);
    expect(hasLostPhone(nothing, null)).toBe(false);
  });
});

describe('call quality', () => {
  const still: QualityFigures = { received: 100, lost: 0, jitterMs: 2, remoteLoss: 0, remoteJitterMs: 2, roundTripMs: 20 };
  it('is that of the softswitch’s own formula', () => {
    for (const [roundTripMs, jitterMs, lossShare] of [
      [0, 0, 0],
      [40, 5, 0.01],
      [300, 30, 0.1],
      [900, 80, 0.6],
    ] as const) {
      const theirs = mosOfRating(ratingOf({ roundTripMs, jitterMs, lossShare }));
      expect(mosOf({ roundTripMs, jitterMs, loss: lossShare })).toBeCloseTo(theirs, 6);
    }
  });
  it('counts the loss of the last seconds, and the worse direction decides', () => {
    const lossy = qualityBetween(still, { ...still, received: 190, lost: 10 });
    expect(lossy.lossIn).toBeCloseTo(0.1);
    expect(qualityLevel(lossy.mos)).toBe('poor');
    expect(qualityBetween({ ...still, lost: 10 }, { ...still, received: 200, lost: 10 }).lossIn).toBe(0);
    expect(qualityBetween(still, { ...still, received: 200, remoteLoss: 0.2 }).mos).toBeLessThan(3.6);
    expect(qualityLevel(qualityBetween(still, { ...still, received: 200 }).mos)).toBe('good');
  });
  it('is read from the browser’s statistics, whose times are seconds', () => {
    const report = [
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 50, packetsLost: 1, jitter: 0.004 },
      { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.02, jitter: 0.006, roundTripTime: 0.03 },
    ];
    expect(figuresOf(report)).toEqual({ received: 50, lost: 1, jitterMs: 4, remoteLoss: 0.02, remoteJitterMs: 6, roundTripMs: 30 });
    expect(figuresOf([])).toBeNull();
  });
});

describe('the microphone level', () => {
  it('of a tone, of silence, and what they mean', () => {
    const tone = Float32Array.from({ length: 2048 }, (_, index) => 0.5 * Math.sin(index / 5));
    expect(levelOf(tone).peakDb).toBeCloseTo(-6, 0);
    expect(levelOf(tone).rmsDb).toBeCloseTo(-9, 0);
    expect(levelOf(new Float32Array(16)).peakDb).toBe(-100);
    expect([-90, -45, -12, 0].map(levelVerdict)).toEqual(['silent', 'quiet', 'good', 'loud']);
  });
});

describe('phoneStatus', () => {
  it('shows no fault in the first seconds of a page', () => {
    expect(isStarting(phoneStatus('web', null, { registration: 'registering', session: null }, 'granted'))).toBe(true);
    expect(isStarting(phoneStatus('sip', null, null, 'unknown'))).toBe(true);
    expect(isStarting(phoneStatus('web', false, { registration: 'reconnecting', session: null }, 'granted'))).toBe(false);
    expect(isStarting(phoneStatus('web', false, null, 'denied'))).toBe(false);
    expect(isStarting(phoneStatus('sip', false, null, 'unknown'))).toBe(false);
  });

  const online = { registration: 'online', session: null } as const;
  it('is green only when calls can reach the phone and be answered', () => {
    expect(phoneStatus('web', true, online, 'granted')).toEqual({ usable: true, text: 'online' });
    expect(phoneStatus('web', true, online, 'denied')).toEqual({ usable: false, text: 'micDenied' });
    expect(phoneStatus('web', true, { ...online, registration: 'reconnecting' }, 'granted')).toEqual({
      usable: false,
      text: 'reconnecting',
    });
    expect(phoneStatus('web', true, null, 'granted')).toEqual({ usable: false, text: 'registering' });
  });
  it('is red in the page that another one has taken the phone from', () => {
    expect(phoneStatus('web', true, null, 'granted', true)).toEqual({ usable: false, text: 'elsewhere' });
  });
  it('says what a page without encryption lacks', () => {
    expect(phoneStatus('web', null, null, 'insecure')).toEqual({ usable: false, text: 'insecure' });
  });
  it('goes by the server for a SIP phone', () => {
    expect(phoneStatus('sip', true, null, 'unknown')).toEqual({ usable: true, text: 'online' });
    expect(phoneStatus('sip', false, null, 'unknown')).toEqual({ usable: false, text: 'sipOffline' });
  });
  it('does not turn red in mid-call because the microphone was pulled out', () => {
    const session = { phase: 'talking', number: '1', name: null } as const;
    expect(phoneStatus('web', true, { registration: 'online', session }, 'missing').usable).toBe(true);
  });
});
