import { CloseOutlined, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import type { FlowDefinition } from '@zuoxi/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { titleOf } from './drawing/summary.ts';
import styles from './flows.module.css';
import { problemText, type ShownProblem } from './problems.ts';

interface ProblemListProps {
  drawing: FlowDefinition;
  problems: readonly ShownProblem[];
  /** Goes to the node; null: to the flow as a whole. */
  onShow(nodeId: string | null): void;
  onClose(): void;
}

/** What keeps the drawing from being published, and what should be looked at. */
export function ProblemList({ drawing, problems, onShow, onClose }: ProblemListProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.problems} aria-label={t('flows.problems')}>
      <header className={styles.problemsHead}>
        <strong>{t('flows.problems')}</strong>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={onClose} />
      </header>
      {problems.length === 0 ? <p className="muted">{t('flows.noProblemsHint')}</p> : null}
      <ul>
        {problems.map((problem) => {
          const node = drawing.nodes.find(({ id }) => id === problem.nodeId);
          return (
            <li key={`${problem.nodeId} ${problem.code} ${problem.detail}`}>
              <button type="button" onClick={() => onShow(problem.nodeId)}>
                {problem.warning ? <WarningFilled className={styles.warning} /> : <ExclamationCircleFilled className={styles.error} />}
                <strong>{node ? titleOf(t, node) : t('flows.whole')}</strong>
                <span>{problemText(t, problem, drawing)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
