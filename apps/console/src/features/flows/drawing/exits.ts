import { type FlowDefinition, type FlowEdge, type FlowNode, type FlowNodeKind, flowExits } from '@zuoxi/contract';
import type { TFunction } from 'i18next';

/** As they are on a telephone. */
export const menuKeys: readonly string[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

type NamedExit = (typeof flowExits)[FlowNodeKind][number];
const isNamed = (exit: string): exit is NamedExit => Object.values(flowExits).some((exits) => exits.some((one) => one === exit));

/** All exits of that node, top to bottom; a menu's keys first, as on a telephone. */
export function exitsOf(node: FlowNode): string[] {
  const keys = node.kind === 'menu' ? [...node.keys].sort((a, b) => menuKeys.indexOf(a) - menuKeys.indexOf(b)) : [];
  return [...keys, ...flowExits[node.kind]];
}

export function exitText(t: TFunction, kind: FlowNodeKind, exit: string): string {
  if (!isNamed(exit)) return t('flows.key', { key: exit });
  // "Next" of a start or of a look-up says something else to the reader.
  if (exit === 'error' && kind === 'callback') return t('flows.exits.noCallback');
  if (exit === 'next' && kind === 'voicemail') return t('flows.exits.afterMessage');
  if (exit === 'next' && kind === 'flow') return t('flows.exits.afterFlow');
  return t(`flows.exits.${exit}`);
}

/** Names an edge: no two may leave by the same exit. */
export const edgeKey = ({ from, exit }: Pick<FlowEdge, 'from' | 'exit'>): string => `${from} ${exit}`;

/** Exits of that node that lead somewhere. */
export const wiredExits = ({ edges }: FlowDefinition, nodeId: string): string[] =>
  edges.filter((edge) => edge.from === nodeId).map((edge) => edge.exit);
