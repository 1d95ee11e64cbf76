import { type FlowDefinition, FlowEdge, FlowNode } from '@zuoxi/contract';
import { z } from 'zod';
import { MOST_NODES, type Place } from './changes.ts';
import { freeId, idsOf } from './new-node.ts';

/** Nodes as text: they go over the system's clipboard, to another tab and another flow as well. */
const Clip = z.object({
  format: z.literal('zuoxi.nodes'),
  nodes: z.array(FlowNode).min(1).max(MOST_NODES),
  edges: z.array(FlowEdge).max(1000),
});
export type Clip = z.infer<typeof Clip>;

/** The chosen ones and the edges between them; null when there is nothing but the start. */
export function copyNodes({ nodes, edges }: FlowDefinition, ids: ReadonlySet<string>): Clip | null {
  const chosen = nodes.filter((node) => ids.has(node.id) && node.kind !== 'start');
  if (chosen.length === 0) return null;
  const among = new Set(chosen.map((node) => node.id));
  return { format: 'zuoxi.nodes', nodes: chosen, edges: edges.filter((edge) => among.has(edge.from) && among.has(edge.to)) };
}

/** Null: it is something else that was copied. */
export function readClip(text: string): Clip | null {
  try {
    return Clip.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Puts them in under new ids, the topmost and leftmost of them at `place`. */
export function pasteNodes(drawing: FlowDefinition, clip: Clip, place: Place): { drawing: FlowDefinition; ids: string[] } {
  if (drawing.nodes.length + clip.nodes.length > MOST_NODES) return { drawing, ids: [] };
  const taken = idsOf(drawing);
  const newIds = new Map<string, string>();
  const left = Math.min(...clip.nodes.map((node) => node.x));
  const top = Math.min(...clip.nodes.map((node) => node.y));
  const nodes = clip.nodes.map((node) => {
    const id = freeId(node.kind, taken);
    taken.add(id);
    newIds.set(node.id, id);
    return { ...node, id, x: Math.round(node.x - left + place.x), y: Math.round(node.y - top + place.y) };
  });
  const edges = clip.edges.flatMap(({ from, exit, to }) => {
    const [newFrom, newTo] = [newIds.get(from), newIds.get(to)];
    return newFrom && newTo ? [{ from: newFrom, exit, to: newTo }] : [];
  });
  return {
    drawing: { ...drawing, nodes: [...drawing.nodes, ...nodes], edges: [...drawing.edges, ...edges] },
    ids: [...newIds.values()],
  };
}
