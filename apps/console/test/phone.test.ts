import type { PanelCall } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { answersItself, callView } from '../src/phone/call-view.ts';
import { phoneStatus } from '../src/phone/phone-status.ts';

const incoming: PanelCall = {
  callId: '00000000-0000-4000-8000-000000000001',
  direction: 'inbound',
  phase: 'ringing',
  customerNumber: '13800138000',
  customerName: null,
  queueId: null,
  queueName: null,
  queueNumber: null,
  startedAt: '2026-07-01T08:00:00.000Z',
  answeredAt: null,
  recording: false,
  muted: false,
  surveyOffered: false,
};
const ringing = { phase: 'ringing', number: '13800138000', name: null } as const;

describe('callView', () => {
  it('lets a web agent answer once the INVITE is there', () => {
    expect(callView(incoming, null, 'web')?.answer).toBe('waiting');
    expect(callView(incoming, ringing, 'web')?.answer).toBe('button');
    expect(callView(incoming, { ...ringing, phase: 'answering' }, 'web')?.answer).toBe('answering');
  });
  it('sends a SIP agent to his desk phone', () => {
    expect(callView(incoming, null, 'sip')?.answer).toBe('desk');
  });
  it('shows a call that only the phone knows of', () => {
    expect(callView(null, ringing, 'web')).toMatchObject({ stage: 'incoming', number: '13800138000', answer: 'button', since: null });
  });
  it('shows nothing when the server has ended the call and the phone lags behind', () => {
    expect(callView(null, { ...ringing, phase: 'talking' }, 'web')).toBeNull();
  });
  it('counts from the answer once there is one', () => {
    const answeredAt = '2026-07-01T08:00:09.000Z';
    expect(callView({ ...incoming, phase: 'talking', answeredAt }, null, 'web')).toMatchObject({ stage: 'talking', since: answeredAt });
  });
  it("tells one's own ringing phone from a customer's call", () => {
    expect(callView({ ...incoming, direction: 'outbound' }, ringing, 'web')?.stage).toBe('callingSelf');
  });
});

describe('answersItself', () => {
  it('only for the leg of a call one dialled', () => {
    expect(answersItself({ ...incoming, direction: 'outbound' }, ringing)).toBe(true);
    expect(answersItself(incoming, ringing)).toBe(false);
    expect(answersItself(null, ringing)).toBe(false);
    expect(answersItself({ ...incoming, direction: 'outbound' }, null)).toBe(false);
  });
});

describe('phoneStatus', () => {
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
