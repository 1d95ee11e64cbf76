import { ReactFlowProvider, useReactFlow } from '@xyflow/react';
import type { Flow, FlowDefinition, FlowNode, FlowNodeKind, FlowTestState, FlowVersion } from '@zuoxi/contract';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../../ui/page.tsx';
import { Board, nothing, type Selection } from './board/board.tsx';
import { Palette } from './board/palette.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { appendNode } from './drawing/append.ts';
import type { Place } from './drawing/changes.ts';
import { edgeKey } from './drawing/exits.ts';
import { CARD_WIDTH, cardHeight } from './drawing/layout.ts';
import { validityOf } from './drawing/valid.ts';
import { EditorBar } from './editor-bar.tsx';
import styles from './flows.module.css';
import { ProblemList } from './problem-list.tsx';
import { problemsOf } from './problems.ts';
import { FlowPanel } from './properties/flow-panel.tsx';
import { NodePanel } from './properties/node-panel.tsx';
import { TestPanel } from './test-panel.tsx';
import { useAutosave } from './use-autosave.ts';
import { useClipboard } from './use-clipboard.ts';
import { useDrawing } from './use-drawing.ts';
import { TargetsContext, useFlowTargets } from './use-flow-targets.ts';
import { useShownTest } from './use-shown-test.ts';
import { VersionBanner } from './version-banner.tsx';
import { VersionsDrawer } from './versions-drawer.tsx';

interface FlowEditorProps {
  opened: Flow;
  /** Throws away what is drawn and begins with what the server has. */
  reload(): void;
}

export function FlowEditor(props: FlowEditorProps) {
  const targets = useFlowTargets();
  return (
    <TargetsContext value={targets}>
      <ReactFlowProvider>
        <Editor {...props} />
      </ReactFlowProvider>
    </TargetsContext>
  );
}

const NO_WAY: FlowTestState['path'] = [];

function Editor({ opened, reload }: FlowEditorProps) {
  const { t } = useTranslation();
  const drawing = useDrawing({ name: opened.name, description: opened.description, draft: opened.draft });
  const save = useAutosave(opened, drawing.input);
  const [selected, setSelection] = useState<Selection>(nothing);
  const [side, setSide] = useState<'properties' | 'test'>('properties');
  const [showsProblems, setShowsProblems] = useState(false);
  const [showsVersions, setShowsVersions] = useState(false);
  const [old, setOld] = useState<FlowVersion | null>(null);
  const test = useShownTest(opened.id);
  const board = useRef<HTMLDivElement>(null);
  const { screenToFlowPosition, flowToScreenPosition, fitView, setCenter, getZoom } = useReactFlow();
  useDocumentTitle(drawing.input.name || t('flows.title'));

  const { draft } = drawing.input;
  const shown = old?.definition ?? draft;
  const validity = useMemo(() => validityOf(drawing.input), [drawing.input]);
  const problems = useMemo(() => (old ? [] : problemsOf(draft, save.flow.problems, validity)), [old, draft, save.flow.problems, validity]);
  const isTesting = test.state !== null && test.state.state !== 'ended';
  // When the test is over, its way is seen until its panel is closed.
  const ownWay = useMemo(() => test.state?.path.filter((step) => step.flowId === opened.id) ?? NO_WAY, [test.state, opened.id]);
  const way = old || (side !== 'test' && !isTesting) ? NO_WAY : ownWay;
  const picture = useMemo(() => ({ drawing: shown, problems, way, isTesting }), [shown, problems, way, isTesting]);
  const selection = useMemo(() => selectionIn(shown, selected), [shown, selected]);
  const chosen = selection.nodes.size === 1 ? shown.nodes.find((node) => selection.nodes.has(node.id)) : undefined;

  const choose = useCallback(
    (change: (now: Selection) => Selection) => {
      setSelection(change);
      // While a test runs, its course stays in view.
      if (!isTesting) setSide('properties');
    },
    [isTesting],
  );
  const select = (ids: readonly string[]) => setSelection({ nodes: new Set(ids), edges: new Set() });
  const middle = (): Place => {
    const box = board.current?.getBoundingClientRect() ?? new DOMRect();
    return screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  };
  const add = (kind: FlowNodeKind, place: Place | null) => {
    const added = appendNode(draft, kind, { place: place ?? middle(), after: place ? null : (chosen?.id ?? null) });
    if (!added) return;
    drawing.draw(() => added.drawing);
    select([added.id]);
    setSide('properties');
    const node = added.drawing.nodes.find(({ id }) => id === added.id);
    if (node) bringIntoView(node);
  };
  /** A card that is beyond the edge of the board, or under it in part, comes to its middle; the zoom stays. */
  const bringIntoView = (node: FlowNode) => {
    const box = board.current?.getBoundingClientRect() ?? new DOMRect();
    const height = cardHeight(node);
    const corners = [node, { x: node.x + CARD_WIDTH, y: node.y + height }].map(({ x, y }) => flowToScreenPosition({ x, y }));
    const isSeen = corners.every(({ x, y }) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
    if (!isSeen)
      void setCenter(node.x + CARD_WIDTH / 2, node.y + height / 2, {
        zoom: getZoom(),
        duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
      });
  };
  const showNode = (id: string | null) => {
    setSide('properties');
    setOld(null);
    if (id === null) return setSelection(nothing);
    select([id]);
    void fitView({ nodes: [{ id }], duration: 200, maxZoom: 1 });
  };
  const clipboard = useClipboard({ drawing, selection, isActive: old === null, middle, onPasted: select });

  return (
    <div className={styles.editor}>
      <EditorBar
        drawing={drawing}
        save={save}
        problems={problems}
        readOnly={old !== null}
        selection={selection}
        showsProblems={showsProblems}
        isTesting={side === 'test'}
        onProblems={() => setShowsProblems(!showsProblems)}
        onVersions={() => setShowsVersions(true)}
        onTest={() => setSide(side === 'test' ? 'properties' : 'test')}
      />
      <div className={styles.work}>
        <Palette
          why={old ? t('flows.why.oldVersion') : undefined}
          hasStart={draft.nodes.some((node) => node.kind === 'start')}
          onAdd={(kind) => add(kind, null)}
        />
        <div className={styles.middle}>
          {old ? (
            <VersionBanner
              version={old}
              save={save}
              onClose={() => setOld(null)}
              onTake={() => {
                drawing.draw(() => old.definition);
                setOld(null);
              }}
            />
          ) : null}
          <div className={styles.boardFrame} ref={board}>
            <Board picture={picture} {...(old ? {} : { draw: drawing.draw })} selection={selection} onSelect={choose} onDrop={add} />
          </div>
          {showsProblems && !old ? (
            <ProblemList drawing={draft} problems={problems} onShow={showNode} onClose={() => setShowsProblems(false)} />
          ) : null}
        </div>
        <aside className={styles.side} aria-label={t(side === 'test' ? 'flows.test.title' : 'flows.properties')}>
          {side === 'test' ? (
            <TestPanel save={save} drawing={draft} test={test} onClose={() => setSide('properties')} />
          ) : chosen ? (
            <NodePanel
              key={`${chosen.id} ${old?.version ?? ''}`}
              drawing={shown}
              node={chosen}
              readOnly={old !== null}
              draw={drawing.draw}
              onDuplicate={() => clipboard.duplicate(chosen)}
              onClose={() => setSelection(nothing)}
            />
          ) : (
            <FlowPanel drawing={drawing} readOnly={old !== null} error={save.state === 'failed' ? save.error : null} />
          )}
        </aside>
      </div>
      {showsVersions ? (
        <VersionsDrawer
          save={save}
          onClose={() => setShowsVersions(false)}
          onLook={(version) => {
            setShowsVersions(false);
            setSelection(nothing);
            setOld(version);
          }}
        />
      ) : null}
      {save.state === 'conflict' ? <ConflictDialog save={save} input={drawing.input} onTakeTheirs={reload} /> : null}
    </div>
  );
}

/** What is still there: what was deleted or undone is not chosen any more. */
function selectionIn({ nodes, edges }: FlowDefinition, { nodes: ids, edges: keys }: Selection): Selection {
  return {
    nodes: new Set(nodes.flatMap((node) => (ids.has(node.id) ? [node.id] : []))),
    edges: new Set(edges.map(edgeKey).filter((key) => keys.has(key))),
  };
}
