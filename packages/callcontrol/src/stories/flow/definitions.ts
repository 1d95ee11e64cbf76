import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { FlowDefinition, FlowNode } from '../../world/flow-definition.ts';
import { DRAFT_VERSION, type FlowState } from '../../world/flow-state.ts';

/** Sub-flows are looked for this far; nobody draws that many. */
const MOST_FLOWS = 200;

/** What the caller is in now; undefined when it is not there any more, or not his call centre's. */
export function definitionOf(step: Step, call: Call): FlowDefinition | undefined {
  const { flow } = call;
  if (!flow) return undefined;
  if (flow.test && flow.version === DRAFT_VERSION) return flow.test.definition;
  const published = step.directory.flowVersion(flow.flowId, flow.version);
  return published?.tenantId === call.tenantId ? published.definition : undefined;
}

export function nodeOf(definition: FlowDefinition | undefined, nodeId: string | null): FlowNode | undefined {
  return nodeId === null ? undefined : definition?.nodes.find((node) => node.id === nodeId);
}

export const currentNode = (step: Step, call: Call): FlowNode | undefined => nodeOf(definitionOf(step, call), call.flow?.nodeId ?? null);

/** The versions, as published now, of all flows that can be reached from that one. */
export function fixVersions(step: Step, tenantId: string, definition: FlowDefinition): FlowState['versions'] {
  const versions: FlowState['versions'] = {};
  const open = [...subFlows(definition)];
  for (let flowId = open.pop(); flowId !== undefined; flowId = open.pop()) {
    const published = flowId in versions ? undefined : step.directory.flow(flowId);
    if (published?.tenantId !== tenantId || Object.keys(versions).length >= MOST_FLOWS) continue;
    versions[flowId] = published.version;
    open.push(...subFlows(published.definition));
  }
  return versions;
}

const subFlows = ({ nodes }: FlowDefinition): string[] => nodes.flatMap((node) => (node.kind === 'flow' ? [node.flowId] : []));
