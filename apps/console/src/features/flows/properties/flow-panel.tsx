import { FlowInput, PromptLanguage } from '@zuoxi/contract';
import { Form, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../api/client.ts';
import { Choice } from '../../../ui/choice.tsx';
import { labelsOf, titleOf } from '../drawing/summary.ts';
import type { Drawing } from '../use-drawing.ts';
import { useTargets } from '../use-flow-targets.ts';
import styles from './properties.module.css';

const END = '';

/** What is of the flow as a whole, while no node is chosen. */
export function FlowPanel({ drawing, readOnly, error }: { drawing: Drawing; readOnly: boolean; error: unknown }) {
  const { t } = useTranslation();
  const { name, description, draft } = drawing.input;
  const labels = labelsOf(t, useTargets(), draft);
  const isNamed = FlowInput.shape.name.safeParse(name).success;
  const nameHelp = isNamed ? (error ? errorText(error) : null) : t('common.required', { field: t('flows.name') });
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{t('flows.settings')}</h2>
      </header>
      <div className={styles.body}>
        <p className={styles.hint}>{t('flows.settingsHint')}</p>
        <Form layout="vertical" requiredMark={false} autoComplete="off" disabled={readOnly} component="div">
          <Form.Item label={t('flows.name')} {...(nameHelp ? { validateStatus: 'error' as const, help: nameHelp } : {})}>
            <Input
              aria-label={t('flows.name')}
              maxLength={60}
              value={name}
              onChange={(event) => drawing.set({ name: event.target.value }, 'name')}
            />
          </Form.Item>
          <Form.Item label={t('flows.description')}>
            <Input.TextArea
              aria-label={t('flows.description')}
              rows={2}
              maxLength={200}
              value={description}
              onChange={(event) => drawing.set({ description: event.target.value }, 'description')}
            />
          </Form.Item>
          <Form.Item label={t('flows.language')} extra={t('flows.languageHint')}>
            <Segmented
              value={draft.language}
              onChange={(language) => drawing.draw((now) => ({ ...now, language }))}
              options={PromptLanguage.options.map((value) => ({ value, label: t(`prompts.languages.${value}`) }))}
            />
          </Form.Item>
          <Form.Item label={t('flows.defaultNode')} extra={t('flows.defaultNodeHint')}>
            <Choice
              aria-label={t('flows.defaultNode')}
              value={draft.defaultNode ?? END}
              onChange={(id) => drawing.draw((now) => ({ ...now, defaultNode: id === END ? null : id }))}
              options={[
                { value: END, label: t('flows.defaultEnd') },
                ...draft.nodes
                  .filter((node) => node.kind !== 'start')
                  .map((node) => ({ value: node.id, label: labels.get(node.id) ?? titleOf(t, node) })),
              ]}
            />
          </Form.Item>
        </Form>
        <dl className={styles.keysHelp}>
          {(['drag', 'connect', 'delete', 'undo', 'copy', 'select'] as const).map((key) => (
            <div key={key}>
              <dt>{t(`flows.helpKeys.${key}`)}</dt>
              <dd>{t(`flows.helpTexts.${key}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}
