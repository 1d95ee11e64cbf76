import { FlowDefinition, FlowInput, FlowNode } from '@zuoxi/contract';

const { name, description } = FlowInput.shape;

/** Whether the server would take it, and which nodes it would refuse: a number out of its range, a name with a space in it. */
export interface Validity {
  isValid: boolean;
  nodes: ReadonlySet<string>;
}

export function validityOf(input: FlowInput): Validity {
  const nodes = new Set(input.draft.nodes.filter((node) => !FlowNode.safeParse(node).success).map((node) => node.id));
  const isNamed = name.safeParse(input.name).success && description.safeParse(input.description).success;
  return { isValid: isNamed && nodes.size === 0 && FlowDefinition.safeParse(input.draft).success, nodes };
}
