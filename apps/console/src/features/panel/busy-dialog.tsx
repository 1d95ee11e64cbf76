import { AutoComplete, Button, Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormDraft } from '../../ui/drafts.ts';
import styles from './panel.module.css';
import { useReasons } from './use-queue-states.ts';

export interface BusyTarget {
  queueIds: readonly string[];
  /** What becomes busy, in words. */
  text: string;
}

interface BusyDialogProps {
  target: BusyTarget | null;
  pending: boolean;
  onCancel(): void;
  onConfirm(queueIds: readonly string[], reason: string): void;
}

/** Asks why: one of the administrator's reasons with one click, or one's own words. */
export function BusyDialog({ target, pending, onCancel, onConfirm }: BusyDialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ reason: string }>();
  const reasons = useReasons(target !== null);
  const draft = useFormDraft('not-ready', { reason: '' });
  const choose = (reason: string) => {
    form.setFieldsValue({ reason });
    draft.onValuesChange({ reason }, { reason });
  };
  return (
    <Modal
      open={target !== null}
      title={t('panel.busyTitle', { target: target?.text ?? '' })}
      okText={t('panel.busyConfirm')}
      cancelText={t('common.cancel')}
      width={400}
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
        preserve={false}
        initialValues={draft.initialValues}
        onValuesChange={draft.onValuesChange}
        onFinish={({ reason }) => {
          draft.drop();
          if (target) onConfirm(target.queueIds, reason.trim());
        }}
        style={{ paddingTop: 8 }}
      >
        <div className={styles.reasons}>
          {reasons.map((reason) => (
            <Button key={reason} onClick={() => choose(reason)}>
              {reason}
            </Button>
          ))}
        </div>
        <Form.Item
          name="reason"
          label={t('panel.reason')}
          rules={[{ required: true, whitespace: true, message: t('panel.reasonRequired') }]}
        >
          <AutoComplete
            autoFocus
            maxLength={40}
            placeholder={t('panel.reasonPlaceholder')}
            options={reasons.map((value) => ({ value }))}
            showSearch={{ filterOption: (input, option) => option?.value.includes(input) ?? false }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) form.submit();
            }}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
