import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

const REFRESH_MS = 60_000;

/** Beside the menu's word: facts that the database refused. */
export function SetAsideCount() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['set-aside-facts', 'count'],
    queryFn: () => api.get('/api/set-aside-facts/count'),
    refetchInterval: REFRESH_MS,
  });
  const count = data?.count ?? 0;
  return <Badge count={count} size="small" title={t('setAsideFacts.count', { count })} style={{ marginInlineStart: 8 }} />;
}
