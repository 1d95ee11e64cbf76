import type { Prompt } from '@zuoxi/contract';
import { Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { api, urlOf } from '../../api/client.ts';
import type { ListColumn } from '../../ui/data-list.tsx';
import { formatDuration, formatInstant } from '../../ui/format.ts';
import { RowActions } from '../../ui/row-actions.tsx';
import { PlayButton } from './play-button.tsx';
import type { Playing } from './use-playing.ts';

export function promptColumns(t: TFunction, edit: (prompt: Prompt) => void, playing: Playing): ListColumn<Prompt>[] {
  return [
    {
      key: 'play',
      title: '',
      width: 52,
      sortable: false,
      render: (row) =>
        row.state === 'ready' ? (
          <PlayButton
            name={row.name}
            url={urlOf('/api/prompts/{id}/audio', 'get', { path: { id: row.id }, query: { revision: String(row.revision) } })}
            playing={playing}
          />
        ) : null,
    },
    { key: 'name', title: t('prompts.name'), width: 180, render: (row) => <strong>{row.name}</strong> },
    { key: 'kind', title: t('prompts.kind'), width: 116, render: (row) => t(`prompts.kinds.${row.kind}`) },
    { key: 'source', title: t('prompts.source'), width: 130, render: (row) => t(`prompts.sources.${row.source}`) },
    { key: 'language', title: t('prompts.language'), width: 100, sortable: false, render: (row) => t(`prompts.languages.${row.language}`) },
    {
      key: 'durationS',
      title: t('prompts.duration'),
      width: 104,
      align: 'right',
      render: (row) =>
        row.state === 'ready' ? formatDuration(row.durationS) : <span className="muted">{t(`prompts.states.${row.state}`)}</span>,
    },
    { key: 'text', title: t('prompts.text'), width: 240, sortable: false, render: (row) => <span className="muted">{row.text}</span> },
    { key: 'usedBy', title: t('prompts.usedBy'), width: 180, sortable: false, render: (row) => <UsedBy prompt={row} t={t} /> },
    { key: 'updatedAt', title: t('prompts.updatedAt'), width: 150, render: (row) => formatInstant(row.updatedAt, false) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions
          name={row.name}
          queryKey="prompts"
          onEdit={() => edit(row)}
          remove={() => api.delete('/api/prompts/{id}', { params: { path: { id: row.id } } })}
        />
      ),
    },
  ];
}

function UsedBy({ prompt, t }: { prompt: Prompt; t: TFunction }) {
  if (prompt.usedBy.length === 0) return <span className="muted">{t('prompts.notUsed')}</span>;
  const text = prompt.usedBy.map(({ kind, name }) => t(`prompts.uses.${kind}`, { name })).join(' · ');
  return <Tooltip title={text}>{text}</Tooltip>;
}
