import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';

interface SettingsSectionProps<Settings> {
  title: string;
  query: { data: Settings | undefined; error: Error | null; refetch(): unknown };
  /** Of the placeholder. */
  rows?: number;
  children(settings: Settings): ReactNode;
}

/** One of the parts of the settings page: what is set, or why it is not there. */
export function SettingsSection<Settings>({ title, query: { data, error, refetch }, rows = 2, children }: SettingsSectionProps<Settings>) {
  const { t } = useTranslation();
  return (
    <Section title={title}>
      {data ? children(data) : null}
      {!data && error ? <ErrorNotice title={t('settings.failed')} error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton active title={false} paragraph={{ rows }} style={{ padding: 16 }} /> : null}
    </Section>
  );
}
