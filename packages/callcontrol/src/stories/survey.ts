import { endReturning } from '../parts/bridge.ts';
import { endDialogue, LISTEN, oneKey, startDialogue } from '../parts/dialogue.ts';
import { keyOfDialogue } from '../parts/dialogue-news.ts';
import { stopRecording } from '../parts/recording.ts';
import { type ShippedPrompt, shipped } from '../parts/spoken.ts';
import type { SurveyReason } from '../port/facts.ts';
import { RefusedError } from '../port/refusal.ts';
import { endCall, endingLegOf } from '../rules/end-call.ts';
import { enterPhase } from '../rules/phases.ts';
import { touchAgents } from '../rules/screens.ts';
import type { Phase, Step } from '../rules/step.ts';
import { releaseAgent } from '../rules/wrap-up.ts';
import { type Call, type CallIn, type DialogueAnswer, type DialogueTopic, isIn } from '../world/call.ts';
import { agentChannelOf, consultedOf, setAgent, transferOf } from '../world/legs.ts';
import { hasCustomerLeft, talkOf } from '../world/states.ts';
import type { EndedBy, SurveyLevel } from '../world/terms.ts';

const LEVELS: Readonly<Record<string, SurveyLevel>> = { 1: 'verySatisfied', 2: 'satisfied', 3: 'dissatisfied' };

const REASONS: Readonly<Record<string, SurveyReason>> = { 1: 'attitude', 2: 'service', 3: 'other' };

const KEY_S = 8;

/** The question is asked so often; then the caller is thanked and let go. */
const MOST_TRIES = 2;

const LIMIT_MS = 5 * 60_000;

/** The agent sends the customer there by an order, and hangs up with it. */
export function sendToSurvey(step: Step, call: Call, agentId: string): void {
  const queue = step.directory.queue(call.queueId ?? '');
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (!isIn(call, 'talking') || transferOf(call) || hasCustomerLeft(call)) throw new RefusedError('panel.notAnswered');
  if (consultedOf(call)) throw new RefusedError('panel.consulting');
  if (call.type !== 'inbound' || !queue || queue.satisfaction === 'off') throw new RefusedError('panel.noSurvey');
  startSurvey(step, call, 'agent', undefined, true);
}

/** The agent has left the conversation, the customer has not: how was it (SAT-1)? */
export function startSurvey(step: Step, call: Call, endedBy: EndedBy, goneChannelId?: string, byAgent = false): void {
  const { agentId } = call;
  const talk = talkOf(call);
  const agentChannelId = agentChannelOf(call);
  if (!agentId || !talk) return;
  const { bridgeId, held } = talk;
  step.callFact(call, { type: 'talkEnded', agentId, endedBy });
  stopRecording(step, call);
  step.places.agentLeaves(step, call, agentId);
  if (held) step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  else step.command(call, { do: 'leaveBridge', bridgeId, channelId: call.customerChannelId });
  if (agentChannelId && agentChannelId !== goneChannelId) {
    step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
    step.world.endingLegs.set(agentChannelId, endingLegOf(call, 'agent'));
  }
  step.command(call, { do: 'destroyBridge', bridgeId });
  endReturning(step, call);
  setAgent(call, agentId, null);
  enterPhase(step, call, { phase: 'survey', agentId, byAgent, level: null, tries: 0 }, step.now + LIMIT_MS);
  releaseAgent(step, call, agentId);
  touchAgents(step, call);
  setAgent(call, null, null);
  step.callFact(call, { type: 'surveyStarted', agentId, queueId: call.queueId, byAgent });
  ask(step, call, 'surveyLevel', ['survey-level']);
}

function ask(step: Step, call: Call, topic: DialogueTopic, prompts: readonly ShippedPrompt[]): void {
  const language = step.directory.queue(call.queueId ?? '')?.language ?? 'zh';
  const want = topic === 'surveyThanks' ? LISTEN : oneKey(KEY_S);
  startDialogue(
    step,
    call,
    topic,
    prompts.map((name) => shipped(name, language)),
    want,
  );
}

function heard(step: Step, call: CallIn<'survey'>, topic: DialogueTopic, answer: DialogueAnswer): void {
  const { state } = call;
  if (topic === 'surveyThanks') return surveyOver(step, call);
  const key = answer.kind === 'digits' ? answer.digits : '';
  const level = topic === 'surveyLevel' ? LEVELS[key] : (state.level ?? undefined);
  const reason = topic === 'surveyReason' ? REASONS[key] : undefined;
  const isUnderstood = topic === 'surveyLevel' ? level !== undefined : reason !== undefined;
  if (!isUnderstood) {
    state.tries += 1;
    if (state.tries >= MOST_TRIES) return thank(step, call);
    return ask(step, call, topic, [key === '' ? 'no-input' : 'invalid-key', topic === 'surveyLevel' ? 'survey-level' : 'survey-reason']);
  }
  if (level !== undefined) {
    state.level = level;
    step.callFact(call, { type: 'surveyAnswered', level, reason: reason ?? null });
  }
  if (topic === 'surveyReason' || level !== 'dissatisfied') return thank(step, call);
  state.tries = 0;
  ask(step, call, 'surveyReason', ['survey-reason']);
}

function thank(step: Step, call: Call): void {
  ask(step, call, 'surveyThanks', ['survey-thanks']);
}

/** The customer was thanked, or has hung up. */
function surveyOver(step: Step, call: Call, goneChannelId?: string): void {
  endDialogue(step, call);
  // The conversation was ended by the agent; what came after it does not change that.
  endCall(step, call, { reason: 'hangup', endedBy: 'agent', ...(goneChannelId ? { goneChannelId } : {}) });
}

export const survey: Phase<CallIn<'survey'>> = {
  gone: (step, call, leg) => surveyOver(step, call, leg.channelId),
  timeUp: (step, call) => surveyOver(step, call),
  heard,
  key: keyOfDialogue,
};
