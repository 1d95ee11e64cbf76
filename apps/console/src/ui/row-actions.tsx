import { DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Use } from '@zuoxi/contract';
import { Alert, App, Button, Modal, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../api/client.ts';
import { NumbersIn } from './numbers-in.tsx';

interface RowActionsProps {
  /** What is deleted, as the question calls it. */
  name: string;
  queryKey: string;
  /** Of the row, where others may refer to it: the question then says who does, and does not offer the delete. */
  id?: string;
  /** What else the question says; without it, that records of calls stay. */
  hint?: string;
  /** Each is offered only where it is given. */
  onEdit?(): void;
  remove?(): Promise<void>;
}

/** Edit and delete at the end of a row. A refused delete says why in the question itself. */
export function RowActions({ name, queryKey, id, hint, onEdit, remove }: RowActionsProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const deletion = useMutation({
    mutationFn: async () => remove?.(),
    onSuccess() {
      setAsking(false);
      void message.success(t('common.deleted', { name }));
      void queryClient.invalidateQueries({ queryKey: [queryKey] });
    },
  });
  const uses = useQuery({
    queryKey: ['uses', id],
    queryFn: () => api.get('/api/uses/{id}', { params: { path: { id: id ?? '' } } }),
    enabled: asking && id !== undefined,
    gcTime: 0,
  });
  const isUsed = (uses.data?.length ?? 0) > 0;
  const ask = () => {
    deletion.reset();
    setAsking(true);
  };
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      {onEdit ? (
        <Tooltip title={t('common.edit')}>
          <Button type="text" size="small" icon={<EditOutlined />} aria-label={`${t('common.edit')} ${name}`} onClick={onEdit} />
        </Tooltip>
      ) : null}
      {remove ? (
        <Tooltip title={t('common.delete')}>
          <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t('common.delete')} ${name}`} onClick={ask} />
        </Tooltip>
      ) : null}
      <Modal
        open={asking}
        title={<NumbersIn text={t('admin.deleteTitle', { name })} />}
        okText={t('common.delete')}
        okButtonProps={{ danger: true, disabled: isUsed || (id !== undefined && uses.isPending) }}
        cancelText={t('common.cancel')}
        confirmLoading={deletion.isPending}
        onOk={() => deletion.mutate()}
        onCancel={() => setAsking(false)}
        width={420}
        destroyOnHidden
      >
        {isUsed ? <UsedBy uses={uses.data ?? []} /> : <p>{hint ?? t('admin.deleteHint')}</p>}
        {deletion.error ? <Alert type="error" showIcon role="alert" title={errorText(deletion.error)} /> : null}
      </Modal>
    </span>
  );
}

/** What would break. */
function UsedBy({ uses }: { uses: readonly Use[] }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('admin.inUse')}</p>
      <ul style={{ maxHeight: 200, overflowY: 'auto', paddingInlineStart: 20 }}>
        {uses.map((use) => (
          <li key={`${use.kind} ${use.id}`}>
            <span className="muted">{t(`useKinds.${use.kind}`)}</span> {use.name}
          </li>
        ))}
      </ul>
    </>
  );
}
