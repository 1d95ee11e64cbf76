import { lastWord } from '../../parts/send.ts';
import { shipped } from '../../parts/spoken.ts';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { FlowDefinition, FlowNode } from '../../world/flow-definition.ts';
import type { FlowState } from '../../world/flow-state.ts';
import type { EndReason } from '../../world/terms.ts';
import type { Exit } from './ask.ts';
import { definitionOf, nodeOf } from './definitions.ts';
import { begin } from './nodes.ts';

/** Nodes a call may pass without anybody's being waited for; more is a circle. */
const MOST_NODES = 1000;

/** Flows within flows. */
const DEEPEST = 10;

/** The last nodes of a test's way that are kept. */
const LONGEST_PATH = 300;

/** Exits of something that went wrong. In a sub-flow only the others, where they are not drawn, lead back to the flow it was called from. */
const FAILURES: readonly string[] = ['invalid', 'noInput', 'error', 'failed', 'busy', 'noAnswer'];

/** Leaves the node by that exit, and passes nodes until the caller is waited for, is elsewhere, or the call ends. */
export function walk(step: Step, call: Call, exit: string): void {
  let leaving: Exit = exit;
  while (leaving !== undefined && call.flow) {
    const node = follow(step, call, call.flow, leaving);
    leaving = node && at(step, call, call.flow, node);
  }
}

/** Enters the flow that the state names, at its start. */
export function walkFromStart(step: Step, call: Call, flow: FlowState): void {
  const start = startOf(definitionOf(step, call));
  if (!start) return apologise(step, call, flow, 'failed');
  step.callFact(call, { type: 'flowEntered', flowId: flow.flowId, version: flow.version });
  const leaving = arrive(step, call, flow, start) ? at(step, call, flow, start) : undefined;
  if (leaving !== undefined) walk(step, call, leaving);
}

/** Does what the node is for. */
export function at(step: Step, call: Call, flow: FlowState, node: FlowNode): Exit {
  return node.kind === 'flow' ? enterSubFlow(step, call, flow, node.flowId) : begin(step, call, node);
}

/** Goes to another flow, and remembers where to come back to. */
function enterSubFlow(step: Step, call: Call, flow: FlowState, flowId: string): Exit {
  const version = flow.versions[flowId];
  if (version === undefined || flow.stack.length >= DEEPEST) return 'error';
  const back = { flowId: flow.flowId, version: flow.version, nodeId: flow.nodeId };
  Object.assign(flow, { flowId, version });
  const start = startOf(definitionOf(step, call));
  if (!start) {
    Object.assign(flow, back);
    return 'error';
  }
  flow.stack.push(back);
  step.callFact(call, { type: 'flowEntered', flowId, version });
  return arrive(step, call, flow, start) ? at(step, call, flow, start) : undefined;
}

const startOf = (definition: FlowDefinition | undefined) => definition?.nodes.find((node) => node.kind === 'start');

/** The node that the exit leads to; undefined when it led to the end. */
function follow(step: Step, call: Call, flow: FlowState, exit: string): FlowNode | undefined {
  const left = flow.test?.path.at(-1);
  if (left && left.exit === null) left.exit = exit;
  const definition = definitionOf(step, call);
  const edge = definition?.edges.find(({ from, exit: drawn }) => from === flow.nodeId && drawn === exit);
  const target = nodeOf(definition, edge?.to ?? null);
  if (target) return arrive(step, call, flow, target) ? target : undefined;
  const isFailure = FAILURES.includes(exit);
  if (!isFailure && flow.stack.length > 0) return comeBack(step, call, flow, exit);
  // The default node cannot be its own default.
  const fallback = flow.nodeId === definition?.defaultNode ? undefined : nodeOf(definition, definition?.defaultNode ?? null);
  if (fallback) return arrive(step, call, flow, fallback) ? fallback : undefined;
  // His message is kept and he has been told so: there is nothing to apologise for.
  const isDone = !isFailure && nodeOf(definition, flow.nodeId)?.kind === 'voicemail';
  if (isDone) endWith(step, call, flow, [], exit, 'voicemailLeft');
  else apologise(step, call, flow, exit);
  return undefined;
}

/** The sub-flow is through. */
function comeBack(step: Step, call: Call, flow: FlowState, exit: string): FlowNode | undefined {
  step.callFact(call, { type: 'flowLeft', flowId: flow.flowId, exit });
  const back = flow.stack.pop();
  if (!back) return undefined;
  Object.assign(flow, back);
  return follow(step, call, flow, 'next');
}

/** Says false when the call has gone in a circle, and is ended. */
function arrive(step: Step, call: Call, flow: FlowState, node: FlowNode): boolean {
  flow.visited += 1;
  if (flow.visited > MOST_NODES) {
    apologise(step, call, flow, 'loop');
    return false;
  }
  Object.assign(flow, { nodeId: node.id, enteredAt: step.now, tries: 0, doing: { kind: 'entering' } });
  flow.test?.path.push({ flowId: flow.flowId, nodeId: node.id, exit: null });
  if (flow.test && flow.test.path.length > LONGEST_PATH) flow.test.path.shift();
  step.callFact(call, { type: 'flowNode', flowId: flow.flowId, nodeId: node.id, kind: node.kind });
  return true;
}

export function apologise(step: Step, call: Call, flow: FlowState, exit: string): void {
  const language = definitionOf(step, call)?.language ?? 'zh';
  endWith(step, call, flow, [shipped('apology', language)], exit, 'failed');
}

function endWith(step: Step, call: Call, flow: FlowState, word: readonly string[], exit: string, reason: EndReason): void {
  step.callFact(call, { type: 'flowLeft', flowId: flow.flowId, exit });
  lastWord(step, call, word, { reason, endedBy: 'system' });
}
