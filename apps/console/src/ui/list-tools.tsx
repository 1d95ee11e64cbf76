import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, SettingOutlined, StarOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListLayout, ListViews } from '@zuoxi/contract';
import { App, Button, Checkbox, Input, Popover, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, errorText } from '../api/client.ts';
import { arranged, moved } from './list-columns.ts';
import styles from './list-tools.module.css';
import { ReasonedButton } from './reasoned-button.tsx';

const keyOf = (list: string) => ['list-views', list];

/** One's own layout and saved views of a list. */
export function useListViews(list: string | undefined): ListViews {
  const { data } = useQuery({
    queryKey: keyOf(list ?? ''),
    queryFn: ({ signal }) => api.get('/api/list-views', { params: { query: { list: list ?? '' } }, signal }),
    enabled: list !== undefined,
    staleTime: 300_000,
  });
  return data ?? { layout: null, views: [] };
}

interface ColumnToolProps {
  list: string;
  columns: readonly { key: string; title: string; hidden?: boolean }[];
  layout: ListLayout | null;
}

/** Which columns are shown, and in what order; remembered for this account on every computer. */
export function ColumnTool({ list, columns, layout }: ColumnToolProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (next: ListLayout) => api.put('/api/list-views/layout', { params: { query: { list } }, body: next }),
    // What is ticked shows at once.
    onMutate: (next) =>
      queries.setQueryData<ListViews>(keyOf(list), (before) => ({
        views: before?.views ?? [],
        layout: next.columns.length > 0 ? next : null,
      })),
    onError: async (error) => {
      void message.error(errorText(error));
      await queries.invalidateQueries({ queryKey: keyOf(list) });
    },
  });
  const now = arranged(columns, layout);
  const change = (next: readonly { key: string; shown: boolean }[]) =>
    save.mutate({ columns: next.map(({ key, shown }) => ({ key, shown })) });
  const shown = now.filter((column) => column.shown).length;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('list.columns')}
      content={
        <div className={styles.columns}>
          {now.map((column, index) => (
            <div key={column.key} className={styles.column}>
              <Checkbox
                checked={column.shown}
                disabled={column.shown && shown === 1}
                onChange={({ target }) => change(now.map((one) => (one.key === column.key ? { ...one, shown: target.checked } : one)))}
              >
                {column.title}
              </Checkbox>
              <span>
                <ReasonedButton
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  aria-label={t('list.moveUp', { name: column.title })}
                  why={index === 0 ? t('common.why.first') : undefined}
                  onClick={() => change(moved(now, column.key, -1))}
                />
                <ReasonedButton
                  type="text"
                  size="small"
                  icon={<ArrowDownOutlined />}
                  aria-label={t('list.moveDown', { name: column.title })}
                  why={index === now.length - 1 ? t('common.why.last') : undefined}
                  onClick={() => change(moved(now, column.key, 1))}
                />
              </span>
            </div>
          ))}
          <Button type="link" size="small" onClick={() => save.mutate({ columns: [] })}>
            {t('list.usualColumns')}
          </Button>
        </div>
      }
    >
      <Tooltip title={t('list.columns')}>
        <Button icon={<SettingOutlined />} aria-label={t('list.columns')} />
      </Tooltip>
    </Popover>
  );
}

/** Where in the list one is belongs to no search. */
const NOT_KEPT = ['after', 'before', 'last'];

/** Searches that one keeps: each is an address of the page. */
export function ViewTool({ list, views }: { list: string; views: ListViews['views'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [name, setName] = useState('');
  const changed = () => queries.invalidateQueries({ queryKey: keyOf(list) });
  const create = useMutation({
    mutationFn: () => {
      const kept = new URLSearchParams(params);
      for (const one of NOT_KEPT) kept.delete(one);
      return api.post('/api/list-views', { body: { list, name: name.trim(), address: kept.toString() } });
    },
    onSuccess: async () => {
      setName('');
      await changed();
    },
    onError: (error) => void message.error(errorText(error)),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete('/api/list-views/{id}', { params: { path: { id } } }),
    onSuccess: changed,
    onError: (error) => void message.error(errorText(error)),
  });
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('list.views')}
      content={
        <div className={styles.views}>
          {views.length === 0 ? <span className="muted">{t('list.noViews')}</span> : null}
          {views.map((view) => (
            <div key={view.id} className={styles.column}>
              <Button type="link" size="small" onClick={() => setParams(new URLSearchParams(view.address))}>
                {view.name}
              </Button>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('list.remove', { name: view.name })}
                onClick={() => remove.mutate(view.id)}
              />
            </div>
          ))}
          <form
            className={styles.column}
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() !== '') create.mutate();
            }}
          >
            <Input
              size="small"
              value={name}
              maxLength={40}
              placeholder={t('list.viewName')}
              aria-label={t('list.viewName')}
              onChange={(event) => setName(event.target.value)}
            />
            <Button size="small" htmlType="submit" loading={create.isPending}>
              {t('list.saveView')}
            </Button>
          </form>
        </div>
      }
    >
      <Tooltip title={t('list.views')}>
        <Button icon={<StarOutlined />} aria-label={t('list.views')} />
      </Tooltip>
    </Popover>
  );
}
