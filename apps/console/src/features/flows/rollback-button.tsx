import { RollbackOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FlowVersion } from '@zuoxi/contract';
import { App, Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import type { Autosave } from './use-autosave.ts';

interface RollbackButtonProps {
  version: FlowVersion;
  save: Autosave;
  size: 'small' | 'middle';
  onDone(): void;
}

/** An old version is published again, as a new one. */
export function RollbackButton({ version, save, size, onDone }: RollbackButtonProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const rollback = useMutation({
    mutationFn: () =>
      api.post('/api/flows/{id}/versions/{version}/rollback', { params: { path: { id: save.flow.id, version: version.version } } }),
    onSuccess(flow) {
      save.replaceFlow(flow);
      void queryClient.invalidateQueries({ queryKey: ['flows'] });
      void queryClient.invalidateQueries({ queryKey: ['flow-versions', flow.id] });
      void message.success(t('flows.publishedNow', { version: flow.publishedVersion }));
      onDone();
    },
    onError: (error) => void message.error(errorText(error)),
  });
  return (
    <Popconfirm
      title={t('flows.versions.rollbackTitle', { version: version.version })}
      description={<div style={{ maxWidth: 300 }}>{t('flows.versions.rollbackHint')}</div>}
      okText={t('flows.versions.rollback')}
      cancelText={t('common.cancel')}
      onConfirm={() => rollback.mutate()}
    >
      <Button size={size} icon={<RollbackOutlined />} loading={rollback.isPending}>
        {t('flows.versions.rollback')}
      </Button>
    </Popconfirm>
  );
}
