import { CloseOutlined, PhoneOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { type FlowDefinition, FlowTestInput, type FlowTestState } from '@zuoxi/contract';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useMe } from '../../app/session.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { exitText, menuKeys } from './drawing/exits.ts';
import { titleOf } from './drawing/summary.ts';
import styles from './flows.module.css';
import formStyles from './properties/properties.module.css';
import type { Autosave } from './use-autosave.ts';
import type { ShownTest } from './use-shown-test.ts';

interface TestPanelProps {
  save: Autosave;
  drawing: FlowDefinition;
  test: ShownTest;
  onClose(): void;
}

/** The draft is tried: one's own phone rings, and the board shows where the call is. */
export function TestPanel({ save, drawing, test, onClose }: TestPanelProps) {
  const { t } = useTranslation();
  const { extension } = useMe();
  const { state } = test;
  const isRunning = state !== null && state.state !== 'ended';
  const start = useMutation({
    async mutationFn(numbers: FlowTestInput) {
      const saved = await save.flush();
      if (!saved) throw new Error('not saved');
      return api.post('/api/flows/{id}/test-call', { params: { path: { id: save.flow.id } }, body: numbers });
    },
    onSuccess: ({ callId }) => test.started(callId),
  });
  const failed = start.error && (save.state === 'saved' ? errorText(start.error) : t(`flows.save.${save.state}`));
  return (
    <>
      <header className={formStyles.head}>
        <h2 className={formStyles.title}>{t('flows.test.title')}</h2>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={onClose} />
      </header>
      <div className={formStyles.body}>
        <p className={formStyles.hint}>{t('flows.test.hint')}</p>
        {extension ? null : <Alert type="warning" showIcon title={t('flows.test.noExtension')} style={{ marginBottom: 12 }} />}
        <Form<FlowTestInput>
          layout="vertical"
          requiredMark={false}
          autoComplete="off"
          disabled={isRunning || !extension}
          initialValues={{ callerNumber: extension?.number ?? '', calledNumber: extension?.number ?? '' }}
          onFinish={(numbers) => start.mutate(numbers)}
        >
          {(['callerNumber', 'calledNumber'] as const).map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={t(`flows.test.${name}`)}
              rules={[schemaRule(FlowTestInput.shape[name], t(`flows.test.${name}`))]}
            >
              <Input maxLength={32} inputMode="tel" />
            </Form.Item>
          ))}
          <Button type="primary" block htmlType="submit" icon={<PhoneOutlined />} loading={start.isPending}>
            {t('flows.test.start')}
          </Button>
        </Form>
        {failed ? <Alert type="error" showIcon role="alert" title={failed} style={{ marginTop: 12 }} /> : null}
        {state ? <Course state={state} drawing={drawing} ownFlowId={save.flow.id} /> : null}
      </div>
    </>
  );
}

interface CourseProps {
  state: FlowTestState;
  drawing: FlowDefinition;
  ownFlowId: string;
}

function Course({ state, drawing, ownFlowId }: CourseProps) {
  const { t } = useTranslation();
  const [keys, setKeys] = useState('');
  const press = useMutation({
    mutationFn: (digits: string) => api.post('/api/panel/dtmf', { body: { digits } }),
    onMutate: (digits) => setKeys((now) => now + digits),
  });
  const end = useMutation({ mutationFn: () => api.post('/api/panel/hangup') });
  const variables = Object.entries(state.variables);
  const isOn = state.state === 'running' || state.state === 'elsewhere';
  return (
    <div className={styles.course}>
      <div className={styles.courseState} role="status" data-test={state.state}>
        <span className={`${styles.lamp} ${state.state === 'ended' ? '' : styles.lampOn}`} />
        {t(`flows.test.states.${state.state}`)}
        {state.state === 'ended' ? null : (
          <Button size="small" danger className={styles.courseEnd ?? ''} loading={end.isPending} onClick={() => end.mutate()}>
            {t('flows.test.end')}
          </Button>
        )}
      </div>
      {isOn ? (
        <fieldset className={`${formStyles.keys} ${formStyles.bare}`} aria-label={t('flows.test.keys')}>
          {menuKeys.map((key) => (
            <button
              key={key}
              type="button"
              className={formStyles.key}
              aria-label={t('flows.key', { key })}
              onClick={() => press.mutate(key)}
            >
              {key}
            </button>
          ))}
        </fieldset>
      ) : null}
      {keys === '' ? null : <div className="muted">{t('flows.test.pressed', { keys })}</div>}
      <h3 className={styles.courseTitle}>{t('flows.test.way')}</h3>
      <ol className={styles.way}>
        {state.path.map((step, index) => {
          const node = step.flowId === ownFlowId ? drawing.nodes.find(({ id }) => id === step.nodeId) : undefined;
          const exit = step.exit === null ? '' : node ? exitText(t, node.kind, step.exit) : step.exit;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a node may be passed twice
            <li key={index}>
              <span>{node ? titleOf(t, node) : t('flows.test.otherFlow', { node: step.nodeId })}</span>
              {exit ? <span className="muted"> → {exit}</span> : null}
            </li>
          );
        })}
      </ol>
      {variables.length > 0 ? (
        <>
          <h3 className={styles.courseTitle}>{t('flows.test.variables')}</h3>
          <dl className={styles.variables}>
            {variables.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </div>
  );
}
