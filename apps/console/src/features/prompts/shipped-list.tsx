import type { UseQueryResult } from '@tanstack/react-query';
import type { ShippedSounds } from '@zuoxi/contract';
import { Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { useHeight } from '../../ui/use-height.ts';
import { PlayButton } from './play-button.tsx';
import styles from './prompts.module.css';
import type { Playing } from './use-playing.ts';

type Sound = ShippedSounds['sounds'][number];

const HEADER_HEIGHT = 39;

/** What ships with the product: to be heard, not to be changed. */
export function ShippedList({ query, playing }: { query: UseQueryResult<ShippedSounds>; playing: Playing }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [bodyRef, height] = useHeight();
  const { data, error, isPending, refetch } = query;
  const wanted = search.toLowerCase();
  const sounds = (data?.sounds ?? []).filter(({ name, text }) => name.includes(wanted) || text.toLowerCase().includes(wanted));
  if (error && !data) return <ErrorNotice title={t('error.listFailed')} error={error} onRetry={() => void refetch()} />;
  return (
    <div className={styles.shipped}>
      <div style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <SearchBox value={search} onSearch={setSearch} />
        <span className="muted">{t('prompts.shippedHint')}</span>
      </div>
      <div className={styles.shippedBody} ref={bodyRef}>
        <Table<Sound>
          size="small"
          rowKey="path"
          dataSource={sounds}
          loading={isPending}
          pagination={false}
          tableLayout="fixed"
          scroll={{ x: 760, ...(height > 0 ? { y: height - HEADER_HEIGHT } : {}) }}
          columns={[
            {
              key: 'play',
              width: 52,
              render: (_value, row) => <PlayButton name={row.text || row.name} url={`/prompts/${row.path}`} playing={playing} />,
            },
            {
              key: 'text',
              title: t('prompts.text'),
              ellipsis: true,
              render: (_value, row) => row.text || <span className="muted">{t('prompts.noWords')}</span>,
            },
            {
              key: 'language',
              title: t('prompts.language'),
              width: 90,
              render: (_value, row) => row.language && t(`prompts.languages.${row.language}`),
            },
            { key: 'kind', title: t('prompts.kind'), width: 120, render: (_value, row) => t(`prompts.kinds.${row.kind}`) },
            { key: 'name', title: t('prompts.name'), width: 190, render: (_value, row) => <span className="muted">{row.name}</span> },
            {
              key: 'durationS',
              title: t('prompts.duration'),
              width: 90,
              align: 'right',
              render: (_value, row) => formatDuration(Math.ceil(row.durationS)),
            },
          ]}
        />
      </div>
    </div>
  );
}
