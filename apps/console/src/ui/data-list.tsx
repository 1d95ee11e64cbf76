import { ReloadOutlined } from '@ant-design/icons';
import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import type { Page, PageQuery } from '@zuoxi/contract';
import { Button, Table, type TableColumnType, type TableProps, Tooltip } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './data-list.module.css';
import { formatTimeOfDay } from './format.ts';
import { arranged } from './list-columns.ts';
import { ListPager } from './list-pager.tsx';
import type { ListPaging, ListView } from './list-state.ts';
import { ColumnTool, useListViews, ViewTool } from './list-tools.tsx';
import { ErrorNotice, Notice } from './notice.tsx';
import { SearchBox } from './search-box.tsx';
import { textWidth } from './text-width.ts';
import { useHeight } from './use-height.ts';
import { PHONE_SIZED, useMedia } from './use-media.ts';

/** `key` is what the server sorts by. */
export interface ListColumn<Row> {
  key: string;
  title: string;
  render(row: Row): ReactNode;
  sortable?: boolean;
  /** Not shown unless somebody ticks it. */
  hidden?: boolean;
  width?: number;
  align?: 'right';
  fixed?: 'left' | 'right';
}

export interface EmptyText {
  icon?: ReactNode;
  title: string;
  hint?: string;
  action?: ReactNode;
}

interface DataListProps<Row> {
  queryKey: QueryKey;
  /** The word of the list: columns can be chosen, and searches kept, by it. */
  list?: string;
  control: ListPaging;
  fetchPage(query: Partial<PageQuery>, signal: AbortSignal): Promise<Page<Row>>;
  rowKey(row: Row): string;
  columns: ListColumn<Row>[];
  empty: EmptyText;
  filters?: ReactNode;
  onRowClick?(row: Row): void;
  rowClassName?(row: Row): string;
  searchPlaceholder?: string;
  /** Rows are ticked, for something that is done to all of them; also over several pages. */
  selection?: { keys: readonly string[]; change(keys: string[]): void; canSelect?(row: Row): boolean };
  /** For rows that change by themselves; the list is read again this often while it is looked at. */
  refreshEveryMs?: number;
}

/** Beside the title in its cell: padding, and the marks of what can be sorted. */
const CELL_PADDING = 18;
const SORT_MARKS = 22;
/** A column at the edge leaves room for the others, on a telephone too, if it is not wider than this. */
const WIDEST_AT_EDGE = 170;

/** Wide enough for its title in either language. */
function widthOf<Row>({ title, width = 120, sortable }: ListColumn<Row>): number {
  return Math.max(width, textWidth(title, 'bold') + CELL_PADDING + (sortable === false ? 0 : SORT_MARKS));
}

const SCROLLBAR_AND_BORDER = 2;
const HEADER_HEIGHT = 37;

/** The one list of the console: paging, sorting and searching by the server, with its state in the address. */
export function DataList<Row extends object>(props: DataListProps<Row>) {
  const { control, empty, list } = props;
  const { state, change } = control;
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  const [bodyRef, height] = useHeight();
  const phoneSized = useMedia(PHONE_SIZED);
  const query = useQuery({
    queryKey: [...props.queryKey, state],
    queryFn: ({ signal }) => props.fetchPage(pageQuery(state), signal),
    placeholderData: keepPreviousData,
    refetchInterval: props.refreshEveryMs ?? false,
  });
  const { data, error, isFetching, refetch, dataUpdatedAt } = query;
  const failed = error !== null && !isFetching;
  const { layout, views } = useListViews(list);
  // What one does with a row stays where it is.
  const { chosen = [], fixed = [] } = Object.groupBy(props.columns, (column) => (column.fixed === 'right' ? 'fixed' : 'chosen'));
  const columns: ListColumn<Row>[] = [...arranged(chosen, layout).filter(({ shown }) => shown), ...fixed];
  const exact = useExactTotal(props);
  useEffect(() => {
    // What scrolls is scrolled by keyboard, too, be it empty.
    root.current?.querySelector('.ant-table-body')?.setAttribute('tabindex', '0');
  });
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0);

  return (
    <div className={styles.list} ref={root}>
      <div className={styles.toolbar}>
        <SearchBox value={state.search} onSearch={(search) => change({ search })} placeholder={props.searchPlaceholder} />
        {props.filters}
        {control.narrowed ? (
          <Button type="link" onClick={control.reset}>
            {t('common.reset')}
          </Button>
        ) : null}
        <span className={styles.refresh}>
          {list === undefined ? null : (
            <>
              <ViewTool list={list} views={views} />
              <ColumnTool list={list} columns={chosen} layout={layout} />
            </>
          )}
          <Tooltip
            title={
              dataUpdatedAt > 0 ? t('list.updated', { time: formatTimeOfDay(new Date(dataUpdatedAt).toISOString()) }) : t('common.refresh')
            }
          >
            <Button
              icon={<ReloadOutlined spin={isFetching && props.refreshEveryMs === undefined} />}
              onClick={() => void refetch()}
              aria-label={t('common.refresh')}
            />
          </Tooltip>
        </span>
      </div>
      <div className={styles.body} ref={bodyRef}>
        {failed && !data ? (
          <ErrorNotice title={t('error.listFailed')} error={error} onRetry={() => void refetch()} />
        ) : (
          <Table<Row>
            size="small"
            rowKey={props.rowKey}
            columns={columns.map((column) => antColumn(column, state.sort === column.key ? (state.order ?? 'desc') : null, !phoneSized))}
            dataSource={data?.rows ?? []}
            loading={{ spinning: query.isPending || query.isPlaceholderData, delay: 150 }}
            pagination={false}
            tableLayout="fixed"
            scroll={{ x: width, ...(height > 0 ? { y: height - HEADER_HEIGHT - SCROLLBAR_AND_BORDER } : {}) }}
            locale={{ emptyText: query.isPending ? ' ' : <EmptyList narrowed={control.narrowed} empty={empty} onReset={control.reset} /> }}
            rowClassName={(row) => `${props.onRowClick ? styles.clickable : ''} ${props.rowClassName?.(row) ?? ''}`}
            onRow={(row) => (props.onRowClick ? rowHandlers(row, props.onRowClick) : {})}
            {...(props.selection ? { rowSelection: rowSelection(props.selection, t('list.select')) } : {})}
            showSorterTooltip={false}
            onChange={(_page, _filters, sorter) => {
              const chosen = Array.isArray(sorter) ? sorter[0] : sorter;
              const key = chosen?.order && typeof chosen.columnKey === 'string' ? chosen.columnKey : null;
              change({ sort: key, order: key === null ? null : chosen?.order === 'ascend' ? 'asc' : 'desc' });
            }}
          />
        )}
      </div>
      <div className={styles.foot}>
        {failed && data ? <span className={styles.stale}>{t('error.listFailed')}</span> : null}
        <ListPager control={control} page={data} exact={exact} />
      </div>
    </div>
  );
}

function rowSelection<Row>(selection: NonNullable<DataListProps<Row>['selection']>, label: string): TableProps<Row>['rowSelection'] {
  const { keys, change, canSelect } = selection;
  return {
    selectedRowKeys: [...keys],
    preserveSelectedRowKeys: true,
    columnWidth: 36,
    onChange: (selected) => change(selected.map(String)),
    getCheckboxProps: (row) => ({ disabled: canSelect?.(row) === false, 'aria-label': label }),
    getTitleCheckboxProps: () => ({ 'aria-label': label }),
  };
}

/** As the server is asked. */
function pageQuery({ place, pageSize, sort, order, search }: ListView): Partial<PageQuery> {
  return {
    pageSize,
    ...(sort ? { sort } : {}),
    ...(order ? { order } : {}),
    ...(search ? { search } : {}),
    ...(place.after ? { after: place.after } : {}),
    ...(place.before ? { before: place.before } : {}),
    ...(place.last ? { last: '1' as const } : {}),
  };
}

/** One search, its filters included, wherever in the list one is. */
export const exactKey = (queryKey: QueryKey, state: ListView): QueryKey => [...queryKey, 'exact', { ...state, place: {} }];

/** The server counts to 10,000 and goes on only when it is asked to. */
function useExactTotal<Row extends object>({ fetchPage, queryKey, control: { state } }: DataListProps<Row>) {
  const { data, isFetching, refetch } = useQuery({
    queryKey: exactKey(queryKey, state),
    queryFn: async ({ signal }) => (await fetchPage({ ...pageQuery({ ...state, place: {} }), exact: '1', pageSize: 10 }, signal)).total,
    enabled: false,
  });
  return { total: data, isCounting: isFetching, count: () => void refetch() };
}

/** What one does with a row stays at the right edge while the others scroll. `fixes`: so may any other; on a telephone they would take the room of all. */
function antColumn<Row>(column: ListColumn<Row>, order: 'asc' | 'desc' | null, fixes: boolean): TableColumnType<Row> {
  return {
    key: column.key,
    title: column.title,
    render: (_value, row) => column.render(row),
    ellipsis: true,
    width: widthOf(column),
    sorter: column.sortable !== false,
    sortOrder: order === null ? null : order === 'asc' ? 'ascend' : 'descend',
    sortDirections: ['descend', 'ascend'],
    ...(column.align ? { align: column.align } : {}),
    ...(column.fixed && (fixes || (column.fixed === 'right' && widthOf(column) <= WIDEST_AT_EDGE)) ? { fixed: column.fixed } : {}),
  };
}

/** A row opens by mouse and by keyboard, but not by a click on a button in it. */
function rowHandlers<Row>(row: Row, open: (row: Row) => void): React.HTMLAttributes<HTMLElement> {
  return {
    tabIndex: 0,
    onClick(event) {
      if (event.target instanceof Element && event.target.closest('button, a, label, .ant-table-selection-column, [role="dialog"]')) return;
      open(row);
    },
    onKeyDown(event) {
      if (event.key === 'Enter' && event.target === event.currentTarget) open(row);
    },
  };
}

function EmptyList({ narrowed, empty, onReset }: { narrowed: boolean; empty: EmptyText; onReset: () => void }) {
  const { t } = useTranslation();
  if (narrowed) return <Notice title={t('list.emptyFilter')} action={<Button onClick={onReset}>{t('common.reset')}</Button>} />;
  return <Notice icon={empty.icon} title={empty.title} hint={empty.hint} action={empty.action} />;
}
