import { LeftOutlined, RightOutlined, VerticalLeftOutlined, VerticalRightOutlined } from '@ant-design/icons';
import type { Page } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from './choice.tsx';
import styles from './list-pager.module.css';
import { type ListPaging, type ListPlace, pageSizes } from './list-state.ts';
import { ReasonedButton } from './reasoned-button.tsx';

interface ListPagerProps {
  control: ListPaging;
  page: Pick<Page<unknown>, 'rows' | 'total' | 'isMore' | 'from' | 'next' | 'previous'> | undefined;
  /** Counted to the end, when somebody asked for it. */
  exact: { total: number | undefined; isCounting: boolean; count(): void };
}

/** Turns the pages of a list: to the next and the previous one, and to both ends. A million rows have no page numbers. */
export function ListPager({ control, page, exact }: ListPagerProps) {
  const { t } = useTranslation();
  const { state, change } = control;
  const turn = (label: string, icon: ReactNode, place: ListPlace | undefined, why: string) => (
    <ReasonedButton
      type="text"
      size="small"
      icon={icon}
      tip={label}
      aria-label={label}
      why={place === undefined ? why : undefined}
      onClick={() => place && change({ place })}
    />
  );
  const [atFirst, atLast] = [t('list.atFirst'), t('list.atLast')];
  return (
    <nav className={styles.pager} aria-label={t('list.pages')}>
      {page ? <span className={styles.range}>{rangeText(t, page, exact.total)}</span> : null}
      {page?.isMore && exact.total === undefined ? (
        <Button type="link" size="small" loading={exact.isCounting} onClick={exact.count}>
          {t('list.countExactly')}
        </Button>
      ) : null}
      {turn(t('list.firstPage'), <VerticalRightOutlined />, page?.previous ? {} : undefined, atFirst)}
      {turn(t('list.previousPage'), <LeftOutlined />, page?.previous ? { before: page.previous } : undefined, atFirst)}
      {turn(t('list.nextPage'), <RightOutlined />, page?.next ? { after: page.next } : undefined, atLast)}
      {turn(t('list.lastPage'), <VerticalLeftOutlined />, page?.next ? { last: true } : undefined, atLast)}
      <Choice<number>
        size="small"
        value={state.pageSize}
        aria-label={t('list.pageSize')}
        options={pageSizes.map((size) => ({ value: size, label: t('list.perPage', { size }) }))}
        popupMatchSelectWidth={false}
        onChange={(pageSize) => change({ pageSize })}
      />
    </nav>
  );
}

/** From 1 million on, digits are read in groups. */
const grouped = (count: number): string => count.toLocaleString('en-US');

/** What is shown, of how many; where that is not known, what is. */
export function rangeText(
  t: TFunction,
  { rows, total, isMore, from }: NonNullable<ListPagerProps['page']>,
  exact: number | undefined,
): string {
  const count = exact ?? total;
  const all = isMore && exact === undefined ? t('list.moreThan', { total: grouped(count) }) : t('list.total', { total: grouped(count) });
  if (rows.length === 0) return all;
  const first = from ?? (exact === undefined ? null : exact - rows.length + 1);
  return first === null
    ? t('list.lastOf', { count: rows.length, all })
    : t('list.range', { from: grouped(first), to: grouped(first + rows.length - 1), all });
}
