import type { FlowDefinition, FlowNodeKind } from '@zuoxi/contract';
import { addNode, MOST_NODES, type Place, wire } from './changes.ts';
import { edgeKey, exitsOf } from './exits.ts';
import { CARD_WIDTH, cardHeight, EXIT_HEIGHT } from './layout.ts';
import { freeId, idsOf, newNode } from './new-node.ts';

const GAP = 72;
const STEP = 32;

interface Where {
  /** Where it goes when it follows nothing. */
  place: Place;
  /** The node it follows: it stands to the right of it, at its first exit that leads nowhere yet. */
  after: string | null;
}

/** Null: no more nodes fit in. */
export function appendNode(drawing: FlowDefinition, kind: FlowNodeKind, where: Where): { drawing: FlowDefinition; id: string } | null {
  if (drawing.nodes.length >= MOST_NODES) return null;
  const id = kind === 'start' ? 'start' : freeId(kind, idsOf(drawing));
  const before = drawing.nodes.find((node) => node.id === where.after);
  const wired = new Set(drawing.edges.map(edgeKey));
  const exit = before && exitsOf(before).find((one) => !wired.has(edgeKey({ from: before.id, exit: one })));
  const wish =
    before && exit !== undefined
      ? { x: before.x + CARD_WIDTH + GAP, y: before.y + exitsOf(before).indexOf(exit) * EXIT_HEIGHT }
      : where.place;
  const node = newNode(kind, id, freePlace(drawing, wish, cardHeight(newNode(kind, id, wish, drawing.language))), drawing.language);
  const added = addNode(drawing, node);
  return { id, drawing: before && exit !== undefined ? wire(added, before.id, exit, id) : added };
}

/** That place, or the first below it where no other card is in the way. */
function freePlace({ nodes }: FlowDefinition, { x, y }: Place, height: number): Place {
  const isTaken = (top: number) =>
    nodes.some((node) => Math.abs(node.x - x) < CARD_WIDTH && node.y < top + height && top < node.y + cardHeight(node));
  let top = y;
  while (isTaken(top)) top += STEP;
  return { x, y: top };
}
