import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { voicemailApi } from '../../api/endpoints.ts';

const REFRESH_MS = 30_000;

/** Beside the menu's word: messages that nobody has dealt with. */
export function UnhandledCount() {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ['voicemail', 'unhandled'], queryFn: voicemailApi.unhandled, refetchInterval: REFRESH_MS });
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
