import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/client.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/waiting.tsx';
import { FlowEditor } from './flow-editor.tsx';

/** One IVR, drawn. */
export default function FlowEditorPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  // Counted, so that "load theirs" begins with a new drawing.
  const [opened, setOpened] = useState(0);
  const { data, error, refetch } = useQuery({
    queryKey: ['flow', id, opened],
    queryFn: ({ signal }) => api.get('/api/flows/{id}', { params: { path: { id } }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (error) return <ErrorNotice title={t('flows.loadFailed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return <FlowEditor key={`${id} ${opened}`} opened={data} reload={() => setOpened(opened + 1)} />;
}
