import { ringOwnPhone, takeOwnPhone } from '../../parts/own-phone.ts';
import { lastWord } from '../../parts/send.ts';
import { type ShippedPrompt, shipped, spokenDigits } from '../../parts/spoken.ts';
import type { RefusedTarget } from '../../port/directory.ts';
import type { Input } from '../../port/inputs.ts';
import type { ExtensionChange, ServiceAnswer } from '../../port/services.ts';
import { ensureAgent, setActivity, setReady } from '../../rules/agent-state.ts';
import { endCall } from '../../rules/end-call.ts';
import { newCall } from '../../rules/new-call.ts';
import { enterPhase } from '../../rules/phases.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import type { Agent } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';
import type { FeatureCode } from '../../world/errand.ts';
import { setAgent, setCustomer } from '../../world/legs.ts';
import type { SpokenLanguage } from '../../world/terms.ts';
import { type PickUpOutcome, pickUp } from './pickup.ts';

/** Shown as the reason of a break that was begun on the phone. */
const BY_PHONE = '话机';

type Arrival = Extract<Input, { type: 'callArrived' }>;

/** Dialled on the phone itself. */
export function codeDialled(step: Step, input: Arrival, agent: Agent, code: FeatureCode): void {
  // What is picked up needs no call of its own.
  const outcome = code.kind === 'pickUp' ? pickUp(step, agent, code.extension, input) : undefined;
  if (outcome === 'taken') return;
  const call = codeCall(step, input, agent, input.calledNumber, code, 'arrived');
  setCustomer(call, input.channelId, null);
  step.command(call, { do: 'answer', channelId: input.channelId });
  // Another call of theirs, or their notes, go on beside it.
  if (agent.activity.kind === 'none') {
    setAgent(call, agent.id, null);
    setActivity(step, agent, { kind: 'ringing', callId: call.id });
    setActivity(step, agent, { kind: 'talking', callId: call.id });
  }
  begun(step, call);
  if (outcome) say(step, call, [wordOf(outcome)]);
  else carryOut(step, call, agent, code);
}

/** Dialled in the console: the agent's own phone is called, and does it. */
export function codeFromPanel(step: Step, input: Extract<Input, { type: 'dial' }>, agent: Agent, code: FeatureCode): void {
  const { engine } = takeOwnPhone(step, agent.id, input.callId);
  const call = codeCall(step, { callId: input.callId, engine }, agent, input.number, code, 'ownPhone');
  ringOwnPhone(step, call, agent, { name: input.number, number: input.number });
}

/** The database has so long to keep a setting. */
const KEEPING_MS = 15_000;

/** Counted as a call inside the house. */
function codeCall(
  step: Step,
  { callId, engine }: Pick<Arrival, 'callId' | 'engine'>,
  agent: Agent,
  dialled: string,
  code: FeatureCode,
  phase: 'arrived' | 'ownPhone',
): Call {
  const call = newCall(step, { id: callId, engine }, agent.tenantId, 'internal', { phase });
  call.customerNumber = dialled;
  call.calledNumber = dialled;
  call.errand = { kind: 'code', agentId: agent.id, code };
  step.callFact(call, {
    type: 'started',
    callType: 'internal',
    customerNumber: dialled,
    calledNumber: dialled,
    agentId: agent.id,
    queueId: null,
  });
  return call;
}

const codeOf = ({ errand }: Call) => (errand?.kind === 'code' ? errand : undefined);

/** The agent has picked up. */
export function codePhoneAnswered(step: Step, call: Call): void {
  const errand = codeOf(call);
  const agent = errand && ensureAgent(step, errand.agentId);
  if (!agent) return endCall(step, call, { reason: 'failed', endedBy: 'system' });
  setAgent(call, agent.id, null);
  setCustomer(call, call.customerChannelId, null);
  setActivity(step, agent, { kind: 'talking', callId: call.id });
  begun(step, call);
  const { code } = errand;
  if (code.kind === 'pickUp') pickUpFromPanel(step, call, agent, code.extension);
  else carryOut(step, call, agent, code);
}

function begun(step: Step, call: Call): void {
  call.answeredAt = step.now;
  step.callFact(call, { type: 'answered', agentId: codeOf(call)?.agentId ?? null });
  touchAgents(step, call);
}

/** The agent's channel goes on in the call they take; without one they are told. */
function pickUpFromPanel(step: Step, call: Call, agent: Agent, extension: string | null): void {
  const { engine, customerChannelId: channelId } = call;
  setActivity(step, agent, { kind: 'none' });
  const outcome = pickUp(step, agent, extension, { engine, channelId });
  if (outcome === 'taken') {
    setAgent(call, null, null);
    return endCall(step, call, { reason: 'hangup', endedBy: 'system', goneChannelId: channelId });
  }
  setActivity(step, agent, { kind: 'ringing', callId: call.id });
  setActivity(step, agent, { kind: 'talking', callId: call.id });
  say(step, call, [wordOf(outcome)]);
}

const wordOf = (outcome: Exclude<PickUpOutcome, 'taken'>): ShippedPrompt => (outcome === 'notAllowed' ? 'not-allowed' : 'not-available');

function carryOut(step: Step, call: Call, agent: Agent, code: Exclude<FeatureCode, { kind: 'pickUp' }> | FeatureCode): void {
  const config = step.directory.agent(agent.id);
  switch (code.kind) {
    case 'doNotDisturb':
      return keep(step, call, agent, { doNotDisturb: code.on });
    case 'forwarding': {
      const target = code.number === '' ? undefined : step.directory.dialTarget(agent.id, code.number);
      const refused = target?.kind === 'refused' ? refusals[target.reason] : target?.kind === 'queue' ? 'number-invalid' : null;
      if (refused) return say(step, call, [refused]);
      return keep(step, call, agent, { forward: code.when, number: code.number });
    }
    case 'ready':
      setReady(step, agent, config?.queueIds ?? [], code.on ? null : BY_PHONE, null);
      return say(step, call, [code.on ? 'ready' : 'not-ready']);
    case 'ownNumber':
      return saySounds(step, call, spokenDigits(config?.extension ?? '', languageOf(step, agent.id)));
    case 'echo':
      return echo(step, call);
    default:
      return say(step, call, ['number-invalid']);
  }
}

/** Nobody needs to hear themselves for longer. */
const LONGEST_ECHO_MS = 5 * 60_000;

/** Until they hang up: what the network does to their voice (the test call before work). */
function echo(step: Step, call: Call): void {
  const bridgeId = `${call.id}-echo`;
  enterPhase(step, call, { phase: 'code', echoBridgeId: bridgeId }, step.now + LONGEST_ECHO_MS);
  step.command(call, { do: 'echo', bridgeId, channelId: call.customerChannelId, snoopId: `${bridgeId}-s` });
}

/** Why a number is not forwarded to. What is used up today, or has no line now, may be there when it is needed. */
const refusals: Readonly<Record<RefusedTarget['reason'], ShippedPrompt | null>> = {
  notAllowed: 'not-allowed',
  blacklisted: 'not-allowed',
  numberInvalid: 'number-invalid',
  noTrunk: null,
  capReached: null,
};

/** It is confirmed when it is kept, and not before. */
function keep(step: Step, call: Call, agent: Agent, change: ExtensionChange): void {
  enterPhase(step, call, { phase: 'code', echoBridgeId: null }, step.now + KEEPING_MS);
  step.request(call, { ask: 'extension', tenantId: agent.tenantId, agentId: agent.id, change });
}

/** The database has kept it, or not. */
export function settingKept(step: Step, call: Call, answer: ServiceAnswer): void {
  const code = codeOf(call)?.code;
  if (answer.ask !== 'extension' || !code) return say(step, call, ['apology']);
  if (code.kind === 'doNotDisturb') say(step, call, [code.on ? 'dnd-on' : 'dnd-off']);
  else if (code.kind === 'forwarding') say(step, call, [code.number === '' ? 'forwarding-off' : 'forwarding-on']);
}

function say(step: Step, call: Call, words: readonly ShippedPrompt[]): void {
  const language = languageOf(step, codeOf(call)?.agentId ?? '');
  saySounds(
    step,
    call,
    words.map((word) => shipped(word, language)),
  );
}

function saySounds(step: Step, call: Call, media: readonly string[]): void {
  lastWord(step, call, media, { reason: 'hangup', endedBy: 'system' });
}

/** What callers of the agent's first queue hear; agents have no language of their own. */
function languageOf(step: Step, agentId: string): SpokenLanguage {
  const [queueId] = step.directory.agent(agentId)?.queueIds ?? [];
  return step.directory.queue(queueId ?? '')?.language ?? 'zh';
}
