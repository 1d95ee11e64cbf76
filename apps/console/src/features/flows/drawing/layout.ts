import type { FlowDefinition, FlowNode } from '@zuoxi/contract';
import { moveNodes, type Place } from './changes.ts';
import { exitsOf } from './exits.ts';

/** The card of a node in pixels; its style sheet says the same. */
export const CARD_WIDTH = 216;
const HEAD_HEIGHT = 58;
export const EXIT_HEIGHT = 26;
const COLUMN_GAP = 72;
const ROW_GAP = 28;
const LANE_GAP = 12;

export const cardHeight = (node: FlowNode): number => HEAD_HEIGHT + exitsOf(node).length * EXIT_HEIGHT;

/** Columns from the start to the right, each node as near as it can be to the exits that lead to it. */
export function layOut(drawing: FlowDefinition): FlowDefinition {
  const forward = forwardEdges(drawing);
  return moveNodes(drawing, placesOf(drawing, ranksOf(drawing, forward), forward));
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

/** The longest way to each node, so that edges run to the right. */
function ranksOf({ nodes }: FlowDefinition, forward: Forward): Map<string, number> {
  const ranks = new Map(nodes.map((node) => [node.id, 0]));
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
    for (const { to } of forward.get(id) ?? []) ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(id) ?? 0) + 1));
  }
  return ranks;
}

/** What stands in a column: a card, or room for a line that passes it. */
interface Item {
  id: string;
  node: FlowNode | null;
  /** Heights of the exits that lead to it. */
  wishes: number[];
}

function placesOf({ nodes }: FlowDefinition, ranks: ReadonlyMap<string, number>, forward: Forward): Map<string, Place> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const columns: Item[][] = [];
  const items = new Map<string, Item>();
  const put = (rank: number, item: Item): Item => {
    columns[rank] = [...(columns[rank] ?? []), item];
    items.set(item.id, item);
    return item;
  };
  // In the order in which they are reached, which is top to bottom.
  for (const id of forward.keys()) put(ranks.get(id) ?? 0, { id, node: byId.get(id) ?? null, wishes: [] });
  const places = new Map<string, Place>();
  for (let rank = 0; rank < columns.length; rank++) {
    let free = Number.NEGATIVE_INFINITY;
    let isBelowLane = false;
    for (const item of (columns[rank] ?? []).toSorted((one, other) => wishOf(one) - wishOf(other))) {
      const y = Math.max(free, wishOf(item));
      // A line begins below the head of the card it comes from; further lines run beside the first.
      const lane = isBelowLane ? EXIT_HEIGHT : HEAD_HEIGHT + EXIT_HEIGHT;
      free = y + (item.node ? cardHeight(item.node) + ROW_GAP : lane + LANE_GAP);
      isBelowLane = item.node === null;
      if (item.node) places.set(item.id, { x: rank * (CARD_WIDTH + COLUMN_GAP), y });
      for (const { exit, to } of item.node ? (forward.get(item.id) ?? []) : []) {
        const height = y + (item.node ? exitsOf(item.node).indexOf(exit) : 0) * EXIT_HEIGHT;
        const target = items.get(to);
        if (!target) continue;
        target.wishes.push(height);
        // A line to a far column: what it passes makes room for it.
        for (let passed = rank + 1; passed < (ranks.get(to) ?? 0); passed++) {
          const room = items.get(`${to} ${passed}`) ?? put(passed, { id: `${to} ${passed}`, node: null, wishes: [] });
          room.wishes.push(height);
        }
      }
    }
  }
  return places;
}

const wishOf = ({ wishes }: Item): number => (wishes.length === 0 ? 0 : wishes.reduce((sum, y) => sum + y, 0) / wishes.length);
