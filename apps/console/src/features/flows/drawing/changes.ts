import type { FlowDefinition, FlowEdge, FlowNode } from '@zuoxi/contract';
import { edgeKey, exitsOf } from './exits.ts';

/** What can be done to a drawing. Each answers a new one; what changes nothing answers the same. */

export const MOST_NODES = 200;

export interface Place {
  x: number;
  y: number;
}

export function addNode(drawing: FlowDefinition, node: FlowNode): FlowDefinition {
  if (drawing.nodes.length >= MOST_NODES) return drawing;
  return { ...drawing, nodes: [...drawing.nodes, node] };
}

/** Their edges go with them. The start stays: without it nobody gets in. */
export function removeNodes(drawing: FlowDefinition, ids: ReadonlySet<string>): FlowDefinition {
  const gone = new Set(drawing.nodes.filter((node) => ids.has(node.id) && node.kind !== 'start').map((node) => node.id));
  if (gone.size === 0) return drawing;
  return {
    ...drawing,
    nodes: drawing.nodes.filter((node) => !gone.has(node.id)),
    edges: drawing.edges.filter((edge) => !gone.has(edge.from) && !gone.has(edge.to)),
    defaultNode: drawing.defaultNode !== null && gone.has(drawing.defaultNode) ? null : drawing.defaultNode,
  };
}

/** Edges from exits that the node no longer has go with them: a key that was taken off a menu. */
export function replaceNode(drawing: FlowDefinition, node: FlowNode): FlowDefinition {
  const exits = exitsOf(node);
  return {
    ...drawing,
    nodes: drawing.nodes.map((one) => (one.id === node.id ? node : one)),
    edges: drawing.edges.filter((edge) => edge.from !== node.id || exits.includes(edge.exit)),
  };
}

export function moveNodes(drawing: FlowDefinition, places: ReadonlyMap<string, Place>): FlowDefinition {
  let moved = false;
  const nodes = drawing.nodes.map((node) => {
    const place = places.get(node.id);
    if (!place || (place.x === node.x && place.y === node.y)) return node;
    moved = true;
    return { ...node, x: Math.round(place.x), y: Math.round(place.y) };
  });
  return moved ? { ...drawing, nodes } : drawing;
}

/** An exit leads to any node but a start; to its own as well, which asks once more. */
export function mayWire({ nodes }: FlowDefinition, { from, exit, to }: FlowEdge): boolean {
  const source = nodes.find((node) => node.id === from);
  const target = nodes.find((node) => node.id === to);
  return source !== undefined && target !== undefined && target.kind !== 'start' && exitsOf(source).includes(exit);
}

/** An exit leads to one place: what it led to before is forgotten. Null: to the default. */
export function wire(drawing: FlowDefinition, from: string, exit: string, to: string | null): FlowDefinition {
  const others = drawing.edges.filter((edge) => edge.from !== from || edge.exit !== exit);
  if (to === null) return others.length === drawing.edges.length ? drawing : { ...drawing, edges: others };
  const edge = { from, exit, to };
  return mayWire(drawing, edge) ? { ...drawing, edges: [...others, edge] } : drawing;
}

/** @param keys of `edgeKey` */
export function removeEdges(drawing: FlowDefinition, keys: ReadonlySet<string>): FlowDefinition {
  const edges = drawing.edges.filter((edge) => !keys.has(edgeKey(edge)));
  return edges.length === drawing.edges.length ? drawing : { ...drawing, edges };
}

/** Puts the selected ones under each other (`x`) or beside each other (`y`), where the first of them is. */
export function alignNodes(drawing: FlowDefinition, ids: ReadonlySet<string>, axis: 'x' | 'y'): FlowDefinition {
  const chosen = drawing.nodes.filter((node) => ids.has(node.id));
  if (chosen.length < 2) return drawing;
  const line = Math.min(...chosen.map((node) => node[axis]));
  return moveNodes(drawing, new Map(chosen.map((node) => [node.id, { x: node.x, y: node.y, [axis]: line }])));
}
