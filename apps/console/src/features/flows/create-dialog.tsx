import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Flow, FlowInput, PromptLanguage } from '@zuoxi/contract';
import { Alert, Form, Input, Modal, Radio, Segmented } from 'antd';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useFormDraft } from '../../ui/drafts.ts';
import { schemaRule, showBesideField } from '../../ui/schema-rule.ts';
import { type TemplateName, templateOf, templates } from './drawing/templates.ts';
import styles from './flows.module.css';

const flowsApi = crud('/api/flows');

interface Values {
  name: string;
  language: PromptLanguage;
  template: TemplateName;
}

const fieldOf = { 'flows.nameTaken': 'name' };

/** A new flow from a template; it is drawn on at once. */
export function CreateDialog({ onClose, onCreated }: { onClose(): void; onCreated(flow: Flow): void }) {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const draft = useFormDraft<Values>('flows:new', { name: '', language, template: 'menu' });
  const create = useMutation({
    mutationFn: (values: Values) =>
      flowsApi.create({
        name: values.name,
        description: '',
        draft: templateOf(values.template, i18next.getFixedT(values.language), values.language),
      }),
    onSuccess(flow) {
      draft.drop();
      void queryClient.invalidateQueries({ queryKey: ['flows'] });
      onCreated(flow);
    },
    onError: (error) => void showBesideField(form, error, fieldOf, t('admin.fieldInvalid')),
  });
  return (
    <Modal
      open
      title={t('flows.create')}
      okText={t('common.create')}
      cancelText={t('common.cancel')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={() => {
        draft.drop();
        onClose();
      }}
      mask={{ closable: false }}
      width={560}
    >
      {create.error ? <Alert type="error" showIcon role="alert" title={errorText(create.error)} style={{ marginBottom: 12 }} /> : null}
      <Form<Values>
        form={form}
        layout="vertical"
        autoComplete="off"
        initialValues={draft.initialValues}
        onValuesChange={draft.onValuesChange}
        onFinish={(values) => create.mutate(values)}
      >
        <Form.Item name="name" label={t('flows.name')} rules={[schemaRule(FlowInput.shape.name, t('flows.name'))]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="language" label={t('flows.language')} extra={t('flows.languageHint')}>
          <Segmented options={PromptLanguage.options.map((value) => ({ value, label: t(`prompts.languages.${value}`) }))} />
        </Form.Item>
        <Form.Item name="template" label={t('flows.template')} style={{ marginBottom: 0 }}>
          <Radio.Group className={styles.templates}>
            {templates.map((name) => (
              <Radio key={name} value={name}>
                <strong>{t(`flows.templates.names.${name}`)}</strong>
                <div className="muted">{t(`flows.templates.hints.${name}`)}</div>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </Form>
    </Modal>
  );
}
