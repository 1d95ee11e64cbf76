import { DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Modal, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../api/client.ts';

interface RowActionsProps {
  /** What is deleted, as the question calls it. */
  name: string;
  queryKey: string;
  onEdit(): void;
  remove(): Promise<void>;
}

/** Edit and delete at the end of a row. A refused delete says why in the question itself. */
export function RowActions({ name, queryKey, onEdit, remove }: RowActionsProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const deletion = useMutation({
    mutationFn: remove,
    onSuccess() {
      setAsking(false);
      void message.success(t('common.deleted', { name }));
      void queryClient.invalidateQueries({ queryKey: [queryKey] });
    },
  });
  const ask = () => {
    deletion.reset();
    setAsking(true);
  };
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      <Tooltip title={t('common.edit')}>
        <Button type="text" size="small" icon={<EditOutlined />} aria-label={`${t('common.edit')} ${name}`} onClick={onEdit} />
      </Tooltip>
      <Tooltip title={t('common.delete')}>
        <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t('common.delete')} ${name}`} onClick={ask} />
      </Tooltip>
      <Modal
        open={asking}
        title={t('admin.deleteTitle', { name })}
        okText={t('common.delete')}
        okButtonProps={{ danger: true }}
        cancelText={t('common.cancel')}
        confirmLoading={deletion.isPending}
        onOk={() => deletion.mutate()}
        onCancel={() => setAsking(false)}
        width={420}
        destroyOnHidden
      >
        <p>{t('admin.deleteHint')}</p>
        {deletion.error ? <Alert type="error" showIcon role="alert" title={errorText(deletion.error)} /> : null}
      </Modal>
    </span>
  );
}
