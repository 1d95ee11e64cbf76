import { CloseOutlined, CopyOutlined, DeleteOutlined, FlagOutlined } from '@ant-design/icons';
import type { FlowDefinition, FlowNode } from '@zuoxi/contract';
import { Button, Form, Input } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from '../../../ui/reasoned-button.tsx';
import boardStyles from '../board/board.module.css';
import { kindLooks } from '../board/kind-icons.tsx';
import { removeNodes, replaceNode } from '../drawing/changes.ts';
import { variablesOf } from '../drawing/summary.ts';
import { ExitFields } from './exit-fields.tsx';
import { NodeFields } from './node-fields.tsx';
import { nodeRule } from './node-rule.ts';
import styles from './properties.module.css';
import { VariablesContext } from './template-input.tsx';

interface NodePanelProps {
  drawing: FlowDefinition;
  node: FlowNode;
  readOnly: boolean;
  draw(drawn: (drawing: FlowDefinition) => FlowDefinition, about?: string): void;
  onDuplicate(): void;
  onClose(): void;
}

/** Everything of one node: what it says and does, and where its exits lead. */
export function NodePanel({ drawing, node, readOnly, draw, onDuplicate, onClose }: NodePanelProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<FlowNode>();
  // What the form itself has made of the node; anything else came from outside: undo, another name.
  const own = useRef(node);
  useEffect(() => {
    if (own.current === node) return;
    own.current = node;
    form.setFieldsValue(node);
  }, [form, node]);
  useEffect(() => void form.validateFields({ recursive: true }).catch(() => {}), [form]);
  const { icon, tone } = kindLooks[node.kind];
  const old = readOnly ? t('flows.why.oldVersion') : undefined;
  const oneStart = node.kind === 'start' ? t('flows.why.oneStart') : undefined;
  const isDefault = drawing.defaultNode === node.id;
  return (
    <>
      <header className={styles.head}>
        <span className={`${boardStyles.cardIcon} ${boardStyles[tone]}`}>{icon}</span>
        <h2 className={styles.title}>{t(`flows.kinds.${node.kind}`)}</h2>
        <ReasonedButton
          type="text"
          icon={<CopyOutlined />}
          tip={t('flows.duplicate')}
          aria-label={t('flows.duplicate')}
          why={old ?? oneStart}
          onClick={onDuplicate}
        />
        <ReasonedButton
          type="text"
          danger
          icon={<DeleteOutlined />}
          tip={t('common.delete')}
          aria-label={t('common.delete')}
          why={old ?? oneStart}
          onClick={() => draw((now) => removeNodes(now, new Set([node.id])))}
        />
        <Button type="text" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={onClose} />
      </header>
      <div className={styles.body}>
        <p className={styles.hint}>{t(`flows.kindHints.${node.kind}`)}</p>
        <VariablesContext value={variablesOf(drawing)}>
          <Form<FlowNode>
            form={form}
            layout="vertical"
            size="middle"
            requiredMark={false}
            colon={false}
            autoComplete="off"
            disabled={readOnly}
            initialValues={node}
            onValuesChange={(changed: Partial<FlowNode>) => {
              // The fields shown are those of the node's kind.
              const next = { ...own.current, ...changed } as FlowNode;
              own.current = next;
              draw((now) => replaceNode(now, next), `edit ${node.id} ${Object.keys(changed).join(' ')}`);
            }}
          >
            <Form.Item name="name" label={t('flows.nodeName')} rules={[nodeRule(node.kind, 'name', t('flows.nodeName'))]}>
              <Input maxLength={60} placeholder={t(`flows.kinds.${node.kind}`)} />
            </Form.Item>
            <NodeFields kind={node.kind} form={form} language={drawing.language} />
          </Form>
        </VariablesContext>
        <ExitFields drawing={drawing} node={node} readOnly={readOnly} draw={draw} />
        {node.kind === 'start' ? null : (
          <ReasonedButton
            icon={<FlagOutlined />}
            block
            why={old}
            aria-pressed={isDefault}
            onClick={() => draw((now) => ({ ...now, defaultNode: isDefault ? null : node.id }))}
          >
            {t(isDefault ? 'flows.noLongerDefault' : 'flows.makeDefault')}
          </ReasonedButton>
        )}
      </div>
    </>
  );
}
