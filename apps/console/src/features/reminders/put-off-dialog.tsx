import { Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormDraft } from '../../ui/drafts.ts';
import { DueField, dueRule } from '../callback-plans/due-field.tsx';

interface PutOffDialogProps {
  open: boolean;
  pending: boolean;
  onCancel(): void;
  onChoose(dueAt: string): void;
}

export function PutOffDialog({ open, pending, onCancel, onChoose }: PutOffDialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ dueAt: string | null }>();
  const draft = useFormDraft<{ dueAt: string | null }>('put-off', { dueAt: null });
  return (
    <Modal
      open={open}
      title={t('reminder.chooseTitle')}
      okText={t('reminder.putOff')}
      cancelText={t('common.cancel')}
      width={360}
      // Above the reminder it was opened from.
      zIndex={1020}
      confirmLoading={pending}
      onOk={() => form.submit()}
      onCancel={() => {
        draft.drop();
        onCancel();
      }}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={draft.initialValues}
        onValuesChange={draft.onValuesChange}
        onFinish={({ dueAt }) => {
          draft.drop();
          if (dueAt) onChoose(dueAt);
        }}
      >
        <Form.Item name="dueAt" label={t('callbackPlans.dueAt')} rules={[dueRule(t('callbackPlans.dueAt'))]}>
          <DueField />
        </Form.Item>
      </Form>
    </Modal>
  );
}
