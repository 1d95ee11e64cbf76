import { Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { HolidayList } from './holiday-list.tsx';
import { HoursList } from './hours-list.tsx';

type Tab = 'hours' | 'holidays';

export default function OpeningHoursPage() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('hours');
  const items = [
    { key: 'hours', label: t('openingHours.title') },
    { key: 'holidays', label: t('openingHours.holidays') },
  ];
  return (
    <Page title={t('openingHours.title')}>
      <Tabs
        size="small"
        activeKey={tab}
        items={items}
        onChange={(key) => setTab(key === 'holidays' ? 'holidays' : 'hours')}
        style={{ marginTop: -8 }}
      />
      {tab === 'hours' ? <HoursList /> : <HolidayList />}
    </Page>
  );
}
