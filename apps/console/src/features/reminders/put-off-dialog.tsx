import { Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
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
      onCancel={onCancel}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={{ dueAt: null }}
        onFinish={({ dueAt }) => (dueAt ? onChoose(dueAt) : undefined)}
      >
        <Form.Item name="dueAt" label={t('callbackPlans.dueAt')} rules={[dueRule(t('callbackPlans.dueAt'))]}>
          <DueField />
        </Form.Item>
      </Form>
    </Modal>
  );
}
