import { endDialogue } from '../../parts/dialogue.ts';
import { giveUp } from '../../parts/send.ts';
import { shipped } from '../../parts/spoken.ts';
import type { ServiceAnswer } from '../../port/services.ts';
import { enterPhase } from '../../rules/phases.ts';
import type { Step } from '../../rules/step.ts';
import type { Call, DialogueAnswer } from '../../world/call.ts';
import type { FlowState } from '../../world/flow-state.ts';
import { heard, saySounds } from './ask.ts';
import { currentNode, fixVersions } from './definitions.ts';
import { lookedUp } from './look-up.ts';
import { returnExit } from './nodes.ts';
import { soundMade } from './sounds.ts';
import { apologise, at, walk, walkFromStart } from './walk.ts';

/**
 * An IVR, as core and caller see it:
 * ```
 *                       ┌──────────(speech is made)◄─┐
 *   enterFlow ──► node ─┼─► asking ──(keys, nothing)─┼──► next node … ──► (a last word, the end)
 *                       ├─► http ────(an answer)─────┤
 *                       └─► sent ────(given back)────┘
 * ```
 * Nodes that only decide or set something are passed in the same step.
 */

/** What of a call that came back from elsewhere costs: circles through queues that give him up at once are short. */
const COST_OF_ENTRY = 20;

/** A node that took less did not really wait for the caller. */
const WAITED_MS = 500;

const GUARD_MS = 3600_000;

/** The caller enters an IVR, in the version that is published now. */
export function enterFlow(step: Step, call: Call, flowId: string): void {
  const published = step.directory.flow(flowId);
  // Deleted, or not published any more: as from a place where nobody takes them.
  if (published?.tenantId !== call.tenantId)
    return giveUp(step, call, { reason: 'failed', exit: 'failed', word: shipped('apology', 'zh') });
  call.overflow = [];
  const { version, definition } = published;
  const versions = { ...fixVersions(step, call.tenantId, definition), [flowId]: version };
  const before = call.flow;
  // Whoever comes from another flow, over a queue, has his variables with him.
  call.flow = {
    ...newFlow(step, flowId, version, versions),
    variables: before?.variables ?? {},
    visited: (before?.visited ?? 0) + (before ? COST_OF_ENTRY : 0),
    test: before?.test ?? null,
  };
  enterPhase(step, call, { phase: 'flow' }, step.now + GUARD_MS);
  walkFromStart(step, call, call.flow);
}

export function newFlow(step: Step, flowId: string, version: number, versions: FlowState['versions']): FlowState {
  return {
    flowId,
    version,
    versions,
    nodeId: '',
    enteredAt: step.now,
    variables: {},
    stack: [],
    tries: 0,
    visited: 0,
    doing: { kind: 'entering' },
    test: null,
  };
}

/** What the caller said to the node he is at: a sound was heard to its end, keys, or nothing. */
export function flowAnswered(step: Step, call: Call, answer: DialogueAnswer): void {
  const { flow } = call;
  const node = currentNode(step, call);
  if (!flow) return;
  if (!node) return apologise(step, call, flow, 'error');
  countWaiting(step, flow);
  goOn(step, call, heard(step, call, node, answer));
}

/** What a service said to the node: http, speech. */
export function flowServiceAnswered(step: Step, call: Call, answer: ServiceAnswer): void {
  const node = currentNode(step, call);
  const doing = call.flow?.doing.kind;
  if (doing === 'http' && node?.kind === 'http') goOn(step, call, lookedUp(call, node, answer));
  else if (doing === 'speaking') {
    if (answer.ask === 'speech') goOn(step, call, saySounds(step, call, soundMade(step, call, answer.media)));
    else unspoken(step, call);
  }
}

/** Where the node has sent the caller he came back from: a queue gave him up, nobody answered, his message is kept. */
export function flowReturned(step: Step, call: Call, exit: 'failed' | 'busy' | 'noAnswer' | 'next' | 'error'): void {
  const { flow } = call;
  const node = currentNode(step, call);
  if (!flow) return;
  if (!node) return apologise(step, call, flow, exit);
  enterPhase(step, call, { phase: 'flow' }, step.now + GUARD_MS);
  flow.visited += COST_OF_ENTRY;
  countWaiting(step, flow);
  walk(step, call, returnExit(node, exit));
}

/** The deadline of phase `flow` has passed: a service has not answered. */
export function flowTimedOut(step: Step, call: Call): void {
  if (!call.flow) return;
  if (call.flow.doing.kind === 'speaking') unspoken(step, call);
  else walk(step, call, 'error');
}

/** After a restart of the server, or when the engine was away: the node the caller is at begins again. */
export function resumeFlow(step: Step, call: Call): void {
  const { flow } = call;
  const node = currentNode(step, call);
  if (!flow) return;
  if (!node) return apologise(step, call, flow, 'error');
  // What only plays goes on by itself, and is not heard twice.
  if (node.kind === 'play' && call.dialogue) return;
  endDialogue(step, call);
  flow.tries = 0;
  step.mark(call);
  goOn(step, call, at(step, call, flow, node));
}

/** What should have been said could not be made. The end of a call comes without its word, too. */
function unspoken(step: Step, call: Call): void {
  goOn(step, call, currentNode(step, call)?.kind === 'hangup' ? saySounds(step, call, []) : 'error');
}

function goOn(step: Step, call: Call, exit: string | undefined): void {
  if (exit !== undefined) walk(step, call, exit);
}

function countWaiting(step: Step, flow: FlowState): void {
  if (step.now - flow.enteredAt >= WAITED_MS) flow.visited = 0;
}
