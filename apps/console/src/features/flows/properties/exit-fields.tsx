import type { FlowDefinition, FlowNode } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/choice.tsx';
import { mayWire, wire } from '../drawing/changes.ts';
import { exitsOf, exitText } from '../drawing/exits.ts';
import { labelsOf, titleOf } from '../drawing/summary.ts';
import { useTargets } from '../use-flow-targets.ts';
import styles from './properties.module.css';

/** Stands for an exit that is not drawn. */
const DEFAULT = '';

interface ExitFieldsProps {
  drawing: FlowDefinition;
  node: FlowNode;
  readOnly: boolean;
  draw(drawn: (drawing: FlowDefinition) => FlowDefinition): void;
}

/** Where each exit leads: the lines of the board, for the keyboard. */
export function ExitFields({ drawing, node, readOnly, draw }: ExitFieldsProps) {
  const { t } = useTranslation();
  const labels = labelsOf(t, useTargets(), drawing);
  const exits = exitsOf(node);
  if (exits.length === 0) return null;
  const fallback = drawing.nodes.find((one) => one.id === drawing.defaultNode);
  return (
    <fieldset className={styles.exits}>
      <legend>{t('flows.exitsTitle')}</legend>
      {exits.map((exit) => {
        const text = exitText(t, node.kind, exit);
        const targets = drawing.nodes.filter((one) => mayWire(drawing, { from: node.id, exit, to: one.id }));
        return (
          <div key={exit} className={styles.exitRow}>
            <span className="ellipsis" title={text}>
              {text}
            </span>
            <Choice
              size="small"
              disabled={readOnly}
              aria-label={t('flows.exitLeadsTo', { exit: text })}
              value={drawing.edges.find((edge) => edge.from === node.id && edge.exit === exit)?.to ?? DEFAULT}
              onChange={(to) => draw((now) => wire(now, node.id, exit, to === DEFAULT ? null : to))}
              options={[
                { value: DEFAULT, label: fallback ? t('flows.defaultTo', { name: titleOf(t, fallback) }) : t('flows.defaultEnd') },
                ...targets.map((one) => ({ value: one.id, label: labels.get(one.id) ?? titleOf(t, one) })),
              ]}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
