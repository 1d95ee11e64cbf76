import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from '@zuoxi/contract';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { errorText } from '../api/client.ts';
import type { ListQuery } from '../api/crud.ts';
import { allRows } from './all-rows.ts';
import { ReasonedButton } from './reasoned-button.tsx';

interface Rule {
  id: string;
  position: number;
}

interface RuleListApi<Row extends Rule> {
  list(query: ListQuery, signal?: AbortSignal): Promise<Page<Row>>;
  order(ids: string[]): Promise<void>;
}

export interface RuleOrder {
  /** Undefined: cannot be moved there. */
  mover(id: string, by: -1 | 1): (() => void) | undefined;
  /** A move is on its way, or the order is not known yet. */
  isBusy: boolean;
}

/** Moves rules of a list that is read from the top. All of them count, whatever page or search is shown. */
export function useRuleOrder<Row extends Rule>(queryKey: string, api: RuleListApi<Row>): RuleOrder {
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const { data: ids = [], isPending } = useQuery({
    queryKey: [queryKey, 'order'],
    queryFn: async ({ signal }) => {
      const rows = await allRows<Row>((query, abort) => api.list({ ...query, sort: 'position' }, abort), signal);
      return rows.map(({ id }) => id);
    },
  });
  const move = useMutation({
    mutationFn: (next: string[]) => api.order(next),
    onError: (error) => void message.error(errorText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [queryKey] }),
  });
  return {
    isBusy: move.isPending || isPending,
    mover(id, by) {
      const from = ids.indexOf(id);
      const to = from + by;
      if (from < 0 || to < 0 || to >= ids.length) return undefined;
      return () => {
        const next = ids.filter((other) => other !== id);
        next.splice(to, 0, id);
        move.mutate(next);
      };
    },
  };
}

export function MoveButtons({ id, name, order }: { id: string; name: string; order: RuleOrder }) {
  const { t } = useTranslation();
  const button = (by: -1 | 1) => {
    const move = order.mover(id, by);
    const text = t(by < 0 ? 'rules.up' : 'rules.down');
    const icon = by < 0 ? <ArrowUpOutlined /> : <ArrowDownOutlined />;
    return (
      <ReasonedButton
        type="text"
        size="small"
        icon={icon}
        tip={text}
        aria-label={`${text} ${name}`}
        why={move || order.isBusy ? undefined : t(by < 0 ? 'common.why.first' : 'common.why.last')}
        pending={order.isBusy}
        onClick={() => move?.()}
      />
    );
  };
  return (
    <span style={{ display: 'inline-flex' }}>
      {button(-1)}
      {button(1)}
    </span>
  );
}

/** The list in its own order, unless another column was clicked. */
export function inRuleOrder<Row>(list: RuleListApi<Row & Rule>['list']): typeof list {
  return (query, signal) => list(query.sort ? query : { ...query, sort: 'position', order: 'asc' }, signal);
}
