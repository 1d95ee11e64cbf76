import type { PanelCall, PanelState, PhoneType } from '@zuoxi/contract';
import type { PhoneSession } from './web-phone.ts';

/**
 * incoming: rings here · callingSelf: one's own phone is called first · dialling: the other party is called ·
 * talking · held
 */
export type CallStage = 'incoming' | 'callingSelf' | 'dialling' | 'talking' | 'held';

/** Where an incoming call is answered: with a button here, on the desk phone, in another page, or nowhere yet (the INVITE is on its way). */
export type AnswerPlace = 'button' | 'answering' | 'desk' | 'elsewhere' | 'waiting';

/** The call as the panel and the phone bar show it: the server's view, joined with what the browser phone knows. */
export interface CallView {
  stage: CallStage;
  /** Whom it is about: the customer, the agent that is supervised, the conference. */
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
  answer: AnswerPlace;
  /** As the server has it; null: the INVITE came first, or it is a conference. */
  server: PanelCall | null;
  conference: boolean;
}

/** What the phone of this account is, and what it knows. */
export interface OwnPhone {
  type: PhoneType | null;
  session: PhoneSession | null;
  /** Another page is the phone. */
  elsewhere: boolean;
}

const unknown = {
  queueName: null,
  queueNumber: null,
  since: null,
  muted: false,
  recording: false,
  surveyOffered: false,
  server: null,
  conference: false,
} as const;

export function callView(panel: Engagement | null, phone: OwnPhone): CallView | null {
  const { session } = phone;
  const call = panel?.call ?? null;
  if (call) return viewOfCall(call, phone, panel?.agent);
  const conference = panel?.conference ?? null;
  if (conference) {
    return {
      ...unknown,
      stage: conference.state === 'ringing' ? 'incoming' : 'talking',
      number: '',
      name: conference.name,
      muted: conference.muted,
      answer: answerPlace(phone),
      conference: true,
    };
  }
  // The INVITE came before the server's word of it, or the live connection is down: the call can be answered all the same.
  if (session?.phase !== 'ringing' && session?.phase !== 'answering') return null;
  return { ...unknown, stage: 'incoming', number: session.number, name: session.name, answer: answerPlace(phone) };
}

/** As long as the agent's own state: since the phone rings, since they have the customer; or since the other party has answered them. */
function sinceOf({ phase, answeredAt, startedAt }: PanelCall, agent: Engagement['agent']): string {
  const own = agent?.state === 'ringing' || agent?.state === 'talking' ? agent.since : startedAt;
  if (phase === 'ringing' || phase === 'dialling' || answeredAt === null) return own;
  return Date.parse(answeredAt) > Date.parse(own) ? answeredAt : own;
}

function viewOfCall(call: PanelCall, phone: OwnPhone, agent: Engagement['agent']): CallView {
  const { supervision } = call;
  return {
    stage: stageOf(call),
    number: supervision ? '' : call.customerNumber,
    name: supervision ? supervision.agentName : call.customerName,
    queueName: call.queueName,
    queueNumber: call.queueNumber,
    since: sinceOf(call, agent),
    muted: call.muted,
    recording: call.recording,
    surveyOffered: call.surveyOffered,
    answer: answerPlace(phone),
    server: call,
    conference: false,
  };
}

function stageOf(call: PanelCall): CallStage {
  if (call.phase !== 'ringing') return call.phase;
  return call.direction === 'inbound' && !askedFor(call) ? 'incoming' : 'callingSelf';
}

function answerPlace({ type, session, elsewhere }: OwnPhone): AnswerPlace {
  if (type === 'sip') return 'desk';
  if (elsewhere) return 'elsewhere';
  if (!session) return 'waiting';
  return session.phase === 'ringing' ? 'button' : 'answering';
}

/** His phone rings because he has ordered it: he dialled, he supervises, or it is the phone he lost in this call. */
function askedFor(call: PanelCall): boolean {
  return call.direction === 'outbound' || call.role === 'supervisor' || call.returning;
}

/** What the server has him in. */
type Engagement = Pick<PanelState, 'call' | 'conference'> & { agent?: Pick<PanelState['agent'], 'state' | 'since'> };

/** The server calls one's own phone first when one dials: that leg is answered without asking. */
export function answersItself({ call, conference }: Engagement, session: PhoneSession | null): boolean {
  if (session?.phase !== 'ringing') return false;
  if (!call) return conference?.returning ?? false;
  return call.returning || (call.phase === 'ringing' && askedFor(call));
}

/** The server has him in a call that his phone is not in: the page was loaded anew, or its connections were lost. */
export function hasLostPhone({ call, conference }: Engagement, session: PhoneSession | null): boolean {
  return session === null && (call ? call.phase !== 'dialling' : conference !== null);
}
