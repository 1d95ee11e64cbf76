import { type Edge, MarkerType } from '@xyflow/react';
import type { FlowDefinition, FlowTestState } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import type { Place } from '../drawing/changes.ts';
import { edgeKey, exitsOf, exitText, wiredExits } from '../drawing/exits.ts';
import { summaryOf, titleOf } from '../drawing/summary.ts';
import type { ShownProblem } from '../problems.ts';
import type { FlowTargets } from '../use-flow-targets.ts';
import type { CardNode } from './node-card.tsx';

/** What is drawn, and what is shown on it. */
export interface Picture {
  drawing: FlowDefinition;
  problems: readonly ShownProblem[];
  /** The way of the test call in this flow, if there is one. */
  way: FlowTestState['path'];
  isTesting: boolean;
}

interface BoardState {
  /** Where nodes are while they are dragged. */
  dragged: ReadonlyMap<string, Place>;
  sizes: ReadonlyMap<string, { width: number; height: number }>;
  selected: ReadonlySet<string>;
}

export function cardsOf(t: TFunction, targets: FlowTargets, { drawing, problems, way, isTesting }: Picture, state: BoardState): CardNode[] {
  const last = way.at(-1);
  return drawing.nodes.map((node): CardNode => {
    const own = problems.filter((problem) => problem.nodeId === node.id);
    const isHere = isTesting && last?.nodeId === node.id && last.exit === null;
    const size = state.sizes.get(node.id);
    const title = titleOf(t, node);
    return {
      id: node.id,
      type: 'card',
      position: state.dragged.get(node.id) ?? { x: node.x, y: node.y },
      ...(size ? { measured: size } : {}),
      selected: state.selected.has(node.id),
      deletable: node.kind !== 'start',
      ariaLabel: `${t(`flows.kinds.${node.kind}`)} ${node.name}`,
      data: {
        kind: node.kind,
        title,
        summary: summaryOf(t, targets, node),
        exits: exitsOf(node).join(' '),
        wired: wiredExits(drawing, node.id).join(' '),
        problem: own.some((problem) => !problem.warning) ? 'error' : own.length > 0 ? 'warning' : null,
        isDefault: drawing.defaultNode === node.id,
        lit: isHere ? 'here' : way.some((step) => step.nodeId === node.id) ? 'passed' : null,
      },
    };
  });
}

export function linesOf(t: TFunction, { drawing, way }: Picture, selected: ReadonlySet<string>): Edge[] {
  const byId = new Map(drawing.nodes.map((node) => [node.id, node]));
  const passed = new Set(way.map((step) => edgeKey({ from: step.nodeId, exit: step.exit ?? '' })));
  return drawing.edges.flatMap((edge): Edge[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to || !exitsOf(from).includes(edge.exit)) return [];
    const key = edgeKey(edge);
    const isPassed = passed.has(key);
    const colour = selected.has(key) ? 'var(--ant-color-primary)' : isPassed ? 'var(--zx-idle)' : 'var(--zx-flow-line)';
    return [
      {
        id: key,
        source: edge.from,
        sourceHandle: edge.exit,
        target: edge.to,
        selected: selected.has(key),
        style: { stroke: colour, strokeWidth: isPassed || selected.has(key) ? 2.5 : 1.5 },
        markerEnd: { type: MarkerType.ArrowClosed, color: colour, width: 20, height: 20, markerUnits: 'userSpaceOnUse' },
        ariaLabel: t('flows.lineLabel', { from: titleOf(t, from), exit: exitText(t, from.kind, edge.exit), to: titleOf(t, to) }),
      },
    ];
  });
}
