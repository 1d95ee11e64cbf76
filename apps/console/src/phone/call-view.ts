import type { PanelCall, PhoneType } from '@zuoxi/contract';
import type { PhoneSession } from './web-phone.ts';

/**
 * incoming: rings here · callingSelf: one's own phone is called first · dialling: the other party is called ·
 * talking · held
 */
export type CallStage = 'incoming' | 'callingSelf' | 'dialling' | 'talking' | 'held';

/** The call as the panel and the phone bar show it: the server's view, joined with what the browser phone knows. */
export interface CallView {
  stage: CallStage;
  number: string;
  name: string | null;
  queueName: string | null;
  queueNumber: string | null;
  /** When the timer started; null for a call the server has not told about yet. */
  since: string | null;
  muted: boolean;
  recording: boolean;
  /** The customer can be sent to the survey. */
  surveyOffered: boolean;
  /** Where an incoming call is answered: with a button here, on the desk phone, or nowhere yet (the INVITE is on its way). */
  answer: 'button' | 'answering' | 'desk' | 'waiting';
}

export function callView(call: PanelCall | null, session: PhoneSession | null, phoneType: PhoneType | null): CallView | null {
  if (call) {
    return {
      stage: stageOf(call),
      number: call.customerNumber,
      name: call.customerName,
      queueName: call.queueName,
      queueNumber: call.queueNumber,
      since: call.answeredAt ?? call.startedAt,
      muted: call.muted,
      recording: call.recording,
      surveyOffered: call.surveyOffered,
      answer: phoneType === 'sip' ? 'desk' : answerOn(session),
    };
  }
  // The INVITE came before the server's word of it, or the live connection is down: the call can be answered all the same.
  if (session?.phase !== 'ringing' && session?.phase !== 'answering') return null;
  return {
    stage: 'incoming',
    number: session.number,
    name: session.name,
    queueName: null,
    queueNumber: null,
    since: null,
    muted: false,
    recording: false,
    surveyOffered: false,
    answer: answerOn(session),
  };
}

function stageOf(call: PanelCall): CallStage {
  if (call.phase !== 'ringing') return call.phase;
  return call.direction === 'inbound' ? 'incoming' : 'callingSelf';
}

function answerOn(session: PhoneSession | null): CallView['answer'] {
  if (!session) return 'waiting';
  return session.phase === 'ringing' ? 'button' : 'answering';
}

/** The server calls one's own phone first when one dials: that leg is answered without asking. */
export function answersItself(call: PanelCall | null, session: PhoneSession | null): boolean {
  return session?.phase === 'ringing' && call?.direction === 'outbound' && call.phase === 'ringing';
}
