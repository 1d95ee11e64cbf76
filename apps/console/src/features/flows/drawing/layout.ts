import type { FlowDefinition, FlowNode } from '@zuoxi/contract';
import { moveNodes, type Place } from './changes.ts';
import { exitsOf } from './exits.ts';

/** The card of a node in pixels; its style sheet says the same. */
export const CARD_WIDTH = 216;
const HEAD_HEIGHT = 58;
export const EXIT_HEIGHT = 26;
const COLUMN_GAP = 72;
const ROW_GAP = 28;

export const cardHeight = (node: FlowNode): number => HEAD_HEIGHT + exitsOf(node).length * EXIT_HEIGHT;

/** Columns from the start to the right, each node as near as it can be to the exits that lead to it. */
export function layOut(drawing: FlowDefinition): FlowDefinition {
  const forward = forwardEdges(drawing);
  const columns = columnsOf(drawing, forward);
  return moveNodes(drawing, placesOf(drawing, columns, forward));
}

type Forward = ReadonlyMap<string, readonly { exit: string; to: string }[]>;

/** Without those that lead back: a menu that is heard once more does not stand to the right of itself. */
function forwardEdges({ nodes, edges, defaultNode }: FlowDefinition): Forward {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const next = new Map(
    nodes.map((node) => {
      const exits = exitsOf(node);
      const own = edges.filter((edge) => edge.from === node.id && byId.has(edge.to));
      return [node.id, own.toSorted((a, b) => exits.indexOf(a.exit) - exits.indexOf(b.exit))] as const;
    }),
  );
  const forward = new Map<string, { exit: string; to: string }[]>();
  const open = new Set<string>();
  const visit = (id: string): void => {
    if (forward.has(id)) return;
    const kept: { exit: string; to: string }[] = [];
    forward.set(id, kept);
    open.add(id);
    for (const edge of next.get(id) ?? []) {
      if (open.has(edge.to)) continue;
      kept.push(edge);
      visit(edge.to);
    }
    open.delete(id);
  };
  const starts = nodes.filter((node) => node.kind === 'start');
  for (const node of starts) visit(node.id);
  if (defaultNode !== null && byId.has(defaultNode)) visit(defaultNode);
  // What nothing leads to begins a way of its own.
  const entered = new Set(edges.map((edge) => edge.to));
  for (const node of nodes) if (!entered.has(node.id)) visit(node.id);
  for (const node of nodes) visit(node.id);
  return forward;
}

/** The longest way to each node, so that edges run to the right; top to bottom in the order in which they are reached. */
function columnsOf({ nodes }: FlowDefinition, forward: Forward): string[][] {
  const rank = new Map(nodes.map((node) => [node.id, 0]));
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    for (const { to } of forward.get(id) ?? []) visit(to);
    order.unshift(id);
  };
  for (const node of nodes.toReversed()) visit(node.id);
  for (const id of order) {
    for (const { to } of forward.get(id) ?? []) rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(id) ?? 0) + 1));
  }
  const columns: string[][] = [];
  for (const id of [...forward.keys()]) {
    const column = rank.get(id) ?? 0;
    columns[column] = [...(columns[column] ?? []), id];
  }
  return columns;
}

function placesOf({ nodes }: FlowDefinition, columns: readonly string[][], forward: Forward): Map<string, Place> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = new Map<string, Place>();
  const wishes = new Map<string, number[]>();
  columns.forEach((ids, column) => {
    const wish = (id: string) => {
      const heights = wishes.get(id) ?? [];
      return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length;
    };
    let free = Number.NEGATIVE_INFINITY;
    // Sorting is stable: those that wish for the same stay in the order in which they are reached.
    for (const id of ids.toSorted((a, b) => wish(a) - wish(b))) {
      const node = byId.get(id);
      if (!node) continue;
      const y = Math.max(free, wish(id));
      places.set(id, { x: column * (CARD_WIDTH + COLUMN_GAP), y });
      free = y + cardHeight(node) + ROW_GAP;
      const exits = exitsOf(node);
      for (const { exit, to } of forward.get(id) ?? []) {
        const height = y + exits.indexOf(exit) * EXIT_HEIGHT;
        wishes.set(to, [...(wishes.get(to) ?? []), height]);
      }
    }
  });
  return places;
}
