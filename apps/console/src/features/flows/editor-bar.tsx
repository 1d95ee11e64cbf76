import {
  ArrowLeftOutlined,
  ExperimentOutlined,
  HistoryOutlined,
  PartitionOutlined,
  RedoOutlined,
  UndoOutlined,
  VerticalAlignTopOutlined,
  VerticalRightOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Badge, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import type { Selection } from './board/board.tsx';
import { useShowAll } from './board/show-all.ts';
import { alignNodes } from './drawing/changes.ts';
import { layOut } from './drawing/layout.ts';
import { FlowState } from './flow-columns.tsx';
import styles from './flows.module.css';
import { FLOWS_PATH } from './path.ts';
import type { ShownProblem } from './problems.ts';
import { PublishButton } from './publish-button.tsx';
import { SaveMark } from './save-mark.tsx';
import type { Autosave } from './use-autosave.ts';
import type { Drawing } from './use-drawing.ts';

interface EditorBarProps {
  drawing: Drawing;
  save: Autosave;
  problems: readonly ShownProblem[];
  readOnly: boolean;
  selection: Selection;
  showsProblems: boolean;
  isTesting: boolean;
  onProblems(): void;
  onVersions(): void;
  onTest(): void;
}

/** Whose drawing it is, what can be done with it, and whether it is saved. */
export function EditorBar(props: EditorBarProps) {
  const { drawing, save, problems, readOnly, selection } = props;
  const { t } = useTranslation();
  const showAll = useShowAll();
  const errors = problems.filter((problem) => !problem.warning).length;
  const old = readOnly ? t('flows.why.oldVersion') : undefined;
  const fewNodes = selection.nodes.size > 1 ? undefined : t('flows.why.selectTwo');
  return (
    <header className={styles.bar}>
      <Link to={FLOWS_PATH} aria-label={t('flows.back')} className={styles.back}>
        <ArrowLeftOutlined />
      </Link>
      <h1 className={`${styles.barTitle} ellipsis`} title={drawing.input.name}>
        {drawing.input.name}
      </h1>
      <FlowState flow={save.flow} t={t} />
      <SaveMark save={save} />
      <span className={styles.tools}>
        <Tool
          label={t('flows.undo')}
          icon={<UndoOutlined />}
          why={old ?? (drawing.canUndo ? undefined : t('flows.why.nothingToUndo'))}
          onClick={drawing.undo}
        />
        <Tool
          label={t('flows.redo')}
          icon={<RedoOutlined />}
          why={old ?? (drawing.canRedo ? undefined : t('flows.why.nothingToRedo'))}
          onClick={drawing.redo}
        />
        <span className={styles.divider} />
        <Tool
          label={t('flows.alignLeft')}
          icon={<VerticalRightOutlined />}
          why={old ?? fewNodes}
          onClick={() => drawing.draw((now) => alignNodes(now, selection.nodes, 'x'))}
        />
        <Tool
          label={t('flows.alignTop')}
          icon={<VerticalAlignTopOutlined />}
          why={old ?? fewNodes}
          onClick={() => drawing.draw((now) => alignNodes(now, selection.nodes, 'y'))}
        />
        <Tool
          label={t('flows.layOut')}
          icon={<PartitionOutlined />}
          why={old}
          onClick={() => {
            const laidOut = layOut(drawing.input.draft);
            drawing.draw(() => laidOut);
            showAll(laidOut, 200);
          }}
        />
      </span>
      <span className={styles.orders}>
        <Badge count={errors} size="small" offset={[-4, 4]}>
          <ReasonedButton icon={<WarningOutlined />} aria-pressed={props.showsProblems} why={old} onClick={props.onProblems}>
            {t('flows.problems')}
          </ReasonedButton>
        </Badge>
        <Button icon={<HistoryOutlined />} onClick={props.onVersions}>
          {t('flows.versions.title')}
        </Button>
        <ReasonedButton icon={<ExperimentOutlined />} aria-pressed={props.isTesting} why={old} onClick={props.onTest}>
          {t('flows.test.title')}
        </ReasonedButton>
        <PublishButton save={save} errors={errors} why={old} />
      </span>
    </header>
  );
}

interface ToolProps {
  label: string;
  icon: ReactNode;
  why: string | undefined;
  onClick(): void;
}

function Tool({ label, icon, why, onClick }: ToolProps) {
  return <ReasonedButton type="text" icon={icon} aria-label={label} tip={label} why={why} onClick={onClick} />;
}
