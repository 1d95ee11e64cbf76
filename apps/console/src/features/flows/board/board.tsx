import '@xyflow/react/dist/style.css';
import { Background, type Connection, Controls, type EdgeChange, MiniMap, type NodeChange, ReactFlow, useReactFlow } from '@xyflow/react';
import { type FlowDefinition, FlowNode, type FlowNodeKind } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../../app/preferences.tsx';
import { mayWire, moveNodes, type Place, removeEdges, removeNodes, wire } from '../drawing/changes.ts';
import { useTargets } from '../use-flow-targets.ts';
import styles from './board.module.css';
import { type CardNode, NodeCard } from './node-card.tsx';
import { useShowAll, WHOLE } from './show-all.ts';
import { cardsOf, linesOf, type Picture } from './to-board.ts';

const nodeTypes = { card: NodeCard };
const GRID: [number, number] = [8, 8];
/** What is dragged out of the palette. */
export const DRAGGED_KIND = 'application/x-zuoxi-node';
const isKind = (text: string): text is FlowNodeKind => FlowNode.options.some((option) => option.shape.kind.value === text);

export interface Selection {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}
export const nothing: Selection = { nodes: new Set(), edges: new Set() };

interface BoardProps {
  picture: Picture;
  /** Undefined: it is looked at only. */
  draw?: ((drawn: (drawing: FlowDefinition) => FlowDefinition, about?: string) => void) | undefined;
  selection: Selection;
  onSelect(change: (now: Selection) => Selection): void;
  onDrop(kind: FlowNodeKind, place: Place): void;
}

/** The drawing board: cards with their exits, lines between them. */
export function Board({ picture, draw, selection, onSelect, onDrop }: BoardProps) {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  const targets = useTargets();
  const { screenToFlowPosition } = useReactFlow();
  const showAll = useShowAll();
  const [dragged, setDragged] = useState<ReadonlyMap<string, Place>>(new Map());
  const [sizes, setSizes] = useState<ReadonlyMap<string, { width: number; height: number }>>(new Map());
  const isDrawn = draw !== undefined;
  const { drawing } = picture;

  const nodes = useMemo(
    () => cardsOf(t, targets, picture, { dragged, sizes, selected: selection.nodes }),
    [t, targets, picture, dragged, sizes, selection.nodes],
  );
  const edges = useMemo(() => linesOf(t, picture, selection.edges), [t, picture, selection.edges]);
  const labels = useMemo(() => boardLabels(t), [t]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const moving = new Map<string, Place>();
      const moved = new Map<string, Place>();
      const measured = new Map<string, { width: number; height: number }>();
      const chosen = new Map<string, boolean>();
      for (const change of changes) {
        if (change.type === 'position' && change.position) (change.dragging ? moving : moved).set(change.id, change.position);
        if (change.type === 'dimensions' && change.dimensions) measured.set(change.id, change.dimensions);
        if (change.type === 'select') chosen.set(change.id, change.selected);
      }
      if (measured.size > 0) setSizes((now) => new Map([...now, ...measured]));
      if (moving.size > 0) setDragged((now) => new Map([...now, ...moving]));
      if (moved.size > 0) {
        setDragged(new Map());
        draw?.((now) => moveNodes(now, moved), `move ${[...moved.keys()].join(' ')}`);
      }
      if (chosen.size > 0) onSelect((now) => ({ ...now, nodes: chooseAmong(now.nodes, chosen) }));
    },
    [draw, onSelect],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) => {
      const chosen = new Map(changes.flatMap((change) => (change.type === 'select' ? [[change.id, change.selected] as const] : [])));
      if (chosen.size > 0) onSelect((now) => ({ ...now, edges: chooseAmong(now.edges, chosen) }));
    },
    [onSelect],
  );
  const isValid = ({ source, sourceHandle, target }: Pick<Connection, 'source' | 'target'> & { sourceHandle?: string | null }) =>
    mayWire(drawing, { from: source, exit: sourceHandle ?? '', to: target });

  return (
    <div className={styles.board} data-testid="board">
      <ReactFlow<CardNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={({ source, sourceHandle, target }) => draw?.((now) => wire(now, source, sourceHandle ?? '', target))}
        onReconnect={(old, { source, sourceHandle, target }) =>
          draw?.((now) => wire(removeEdges(now, new Set([old.id])), source, sourceHandle ?? '', target))
        }
        isValidConnection={isValid}
        onConnectEnd={(event, { isValid: isDone, fromNode, fromHandle }) => {
          // Anywhere on a card is as good as its small entry.
          if (isDone || fromHandle?.type !== 'source' || !fromNode) return;
          const to = cardUnder(event);
          if (to !== null) draw?.((now) => wire(now, fromNode.id, fromHandle.id ?? '', to));
        }}
        onDelete={({ nodes: cards, edges: lines }) =>
          draw?.((now) => removeNodes(removeEdges(now, new Set(lines.map((line) => line.id))), new Set(cards.map((card) => card.id))))
        }
        onDragOver={(event) => {
          if (!isDrawn || !event.dataTransfer.types.includes(DRAGGED_KIND)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
        }}
        onDrop={(event) => {
          const kind = event.dataTransfer.getData(DRAGGED_KIND);
          if (!isDrawn || !isKind(kind)) return;
          event.preventDefault();
          onDrop(kind, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
        }}
        nodesDraggable={isDrawn}
        nodesConnectable={isDrawn}
        edgesReconnectable={isDrawn}
        deleteKeyCode={isDrawn ? ['Delete', 'Backspace'] : null}
        multiSelectionKeyCode={['Control', 'Meta', 'Shift']}
        selectionKeyCode="Shift"
        connectionRadius={28}
        snapToGrid
        snapGrid={GRID}
        minZoom={0.2}
        maxZoom={1.6}
        onInit={() => showAll(drawing)}
        colorMode={theme}
        ariaLabelConfig={labels}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={16} size={1.2} />
        <Controls showInteractive={false} fitViewOptions={WHOLE} position="bottom-left" />
        <MiniMap pannable zoomable position="bottom-right" className={styles.map ?? ''} nodeBorderRadius={6} />
      </ReactFlow>
    </div>
  );
}

/** The card that is beneath the mouse or the finger. */
function cardUnder(event: MouseEvent | TouchEvent): string | null {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  if (!point) return null;
  const beneath = document.elementFromPoint(point.clientX, point.clientY);
  return beneath?.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
}

function chooseAmong(now: ReadonlySet<string>, chosen: ReadonlyMap<string, boolean>): ReadonlySet<string> {
  const next = new Set(now);
  for (const [id, isChosen] of chosen) {
    if (isChosen) next.add(id);
    else next.delete(id);
  }
  return next;
}

function boardLabels(t: TFunction) {
  return {
    'node.a11yDescription.default': t('flows.board.node'),
    'node.a11yDescription.keyboardDisabled': t('flows.board.node'),
    'node.a11yDescription.ariaLiveMessage': ({ x, y }: { x: number; y: number }) => t('flows.board.moved', { x, y }),
    'edge.a11yDescription.default': t('flows.board.edge'),
    'controls.ariaLabel': t('flows.board.controls'),
    'controls.zoomIn.ariaLabel': t('flows.board.zoomIn'),
    'controls.zoomOut.ariaLabel': t('flows.board.zoomOut'),
    'controls.fitView.ariaLabel': t('flows.board.fit'),
    'controls.interactive.ariaLabel': t('flows.board.controls'),
    'minimap.ariaLabel': t('flows.board.map'),
    'handle.ariaLabel': t('flows.board.handle'),
  };
}
