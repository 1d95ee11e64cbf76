import { CaretRightFilled, PauseOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { PromptInput, PromptKind, PromptLanguage, type PromptInput as Values } from '@zuoxi/contract';
import { Alert, Col, Form, type FormInstance, Input, Row, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import type { Playing } from './use-playing.ts';

interface PromptFieldsProps {
  /** The text makes the sound; else it is a note. */
  spoken: boolean;
  isNew: boolean;
  /** Null: nothing that speaks is installed. Undefined: not known yet. */
  engine: string | null | undefined;
  form: FormInstance<Values>;
  playing: Playing;
}

export function PromptFields({ spoken, isNew, engine, form, playing }: PromptFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      {spoken && engine === null ? (
        <Alert type="warning" showIcon title={t('prompts.noSpeech')} description={t('prompts.noSpeechHint')} style={{ marginBottom: 16 }} />
      ) : null}
      <Form.Item name="name" label={t('prompts.name')} rules={[schemaRule(PromptInput.shape.name, t('prompts.name'))]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Row gutter={16}>
        <Col span={12}>
          <Form.Item name="language" label={t('prompts.language')}>
            <Segmented block options={PromptLanguage.options.map((value) => ({ value, label: t(`prompts.languages.${value}`) }))} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="kind" label={t('prompts.kind')} hidden={isNew}>
            <Segmented block options={PromptKind.options.map((value) => ({ value, label: t(`prompts.kinds.${value}`) }))} />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item
        name="text"
        label={t(spoken ? 'prompts.textToSpeak' : 'prompts.text')}
        extra={t(spoken ? 'prompts.textToSpeakHint' : 'prompts.textHint')}
        rules={spoken ? [schemaRule(PromptInput.shape.text.min(1), t('prompts.textToSpeak'))] : []}
      >
        <Input.TextArea rows={spoken ? 6 : 3} maxLength={2000} />
      </Form.Item>
      {spoken ? <Preview form={form} engine={engine} playing={playing} /> : null}
    </>
  );
}

/** How the text would sound, before anything is kept. */
function Preview({ form, engine, playing }: { form: FormInstance<Values>; engine: string | null | undefined; playing: Playing }) {
  const { t } = useTranslation();
  const text = Form.useWatch('text', form) ?? '';
  const preview = useMutation({
    mutationFn: () =>
      api.blob('/api/prompts/speech', { body: { text: form.getFieldValue('text'), language: form.getFieldValue('language') } }),
    onSuccess: (sound) => playing.toggle('preview', URL.createObjectURL(sound)),
  });
  const isPlaying = playing.key === 'preview';
  return (
    <>
      {preview.error ? <Alert type="error" showIcon role="alert" title={errorText(preview.error)} style={{ marginBottom: 12 }} /> : null}
      <div style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <ReasonedButton
          icon={isPlaying ? <PauseOutlined /> : <CaretRightFilled />}
          loading={preview.isPending}
          why={engine === null ? t('common.why.noSpeech') : text.trim() === '' ? t('common.why.enterText') : undefined}
          onClick={() => (isPlaying ? playing.stop() : preview.mutate())}
        >
          {t(preview.isPending ? 'prompts.listening' : isPlaying ? 'prompts.stop' : 'prompts.listen')}
        </ReasonedButton>
        {engine ? <span className="muted">{t('prompts.spokenBy', { engine })}</span> : null}
      </div>
    </>
  );
}
