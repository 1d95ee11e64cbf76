import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

const REFRESH_MS = 30_000;

/** Beside the menu's word: messages that nobody has dealt with. */
export function UnhandledCount() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['voicemail', 'unhandled'],
    queryFn: () => api.get('/api/voicemail/unhandled'),
    refetchInterval: REFRESH_MS,
  });
  const count = data?.count ?? 0;
  return (
    <Badge
      data-testid="voicemail-unhandled"
      count={count}
      size="small"
      title={t('voicemail.unhandledCount', { count })}
      style={{ marginInlineStart: 8 }}
    />
  );
}
