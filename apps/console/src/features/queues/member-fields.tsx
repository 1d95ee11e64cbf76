import { useQuery } from '@tanstack/react-query';
import type { Account } from '@zuoxi/contract';
import { Form, InputNumber } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { SortableRows } from '../../ui/sortable-rows.tsx';
import styles from './queue-form.module.css';

const accountsApi = crud('/api/accounts');
const skillsApi = crud('/api/skills');

interface OrderProps {
  value?: string[];
  onChange?(memberIds: string[]): void;
}

export function MemberFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="memberIds" label={t('queues.labels.memberIds')} extra={t('queues.hints.memberIds')}>
        <MemberOrder />
      </Form.Item>
      {/* Written by the rows above; a field without one of its own would not be submitted. */}
      <Form.Item name="penalties" hidden noStyle>
        <span />
      </Form.Item>
    </>
  );
}

/** The members in their order, each with a penalty and what he knows; below, whoever could join. */
function MemberOrder({ value = [], onChange }: OrderProps) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const penalties: Readonly<Record<string, number>> = Form.useWatch('penalties', form) ?? {};
  const accounts = useQuery({ queryKey: ['accounts', 'all'], queryFn: ({ signal }) => allRows(accountsApi.list, signal) });
  const skillsOf = useSkillTexts();
  const known = useMemo(() => new Map((accounts.data ?? []).map((account) => [account.id, account])), [accounts.data]);
  if (accounts.error) return <ErrorNotice title={t('error.listFailed')} error={accounts.error} onRetry={() => void accounts.refetch()} />;
  const others = [...known.values()].filter(({ id, extension }) => extension && !value.includes(id));
  const setPenalty = (id: string, penalty: number | null) => {
    form.setFieldValue('penalties', { ...penalties, [id]: penalty ?? 0 });
    // A value that is set so is no change to the form until one of its fields says so.
    onChange?.([...value]);
  };
  return (
    <>
      {value.length === 0 ? <div className={styles.empty}>{t('queues.noMembers')}</div> : null}
      <SortableRows
        rows={value.map((id) => ({
          key: id,
          name: known.get(id)?.displayName ?? '',
          content: (
            <MemberRow
              account={known.get(id)}
              skills={skillsOf.get(id) ?? ''}
              penalty={penalties[id] ?? 0}
              onPenalty={(penalty) => setPenalty(id, penalty)}
            />
          ),
        }))}
        onMove={(from, to) => onChange?.(moved(value, from, to))}
        onRemove={(index) => onChange?.(value.filter((_id, at) => at !== index))}
      />
      <Choice<string>
        style={{ width: '100%', marginTop: 8 }}
        data-testid="add-member"
        aria-label={t('queues.addMember')}
        placeholder={t('queues.addMember')}
        value={null}
        showSearch={{ optionFilterProp: 'label' }}
        loading={accounts.isPending}
        options={others.map(({ id, displayName, extension }) => ({ value: id, label: `${extension?.number ?? ''} ${displayName}` }))}
        notFoundContent={t('queues.noCandidates')}
        onChange={(id) => onChange?.([...value, id])}
      />
    </>
  );
}

interface MemberRowProps {
  account: Account | undefined;
  /** `英语 5 · 退货 3` */
  skills: string;
  penalty: number;
  onPenalty(penalty: number | null): void;
}

function MemberRow({ account, skills, penalty, onPenalty }: MemberRowProps) {
  const { t } = useTranslation();
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      <span className={`${styles.grow} ellipsis`}>
        <span className="num muted">{account?.extension?.number}</span> {account?.displayName ?? '…'}{' '}
        <span className={styles.hint}>{skills}</span>
      </span>
      <span className={styles.hint}>{t('queues.penalty')}</span>
      <InputNumber
        size="small"
        min={0}
        max={100}
        precision={0}
        value={penalty}
        onChange={onPenalty}
        aria-label={t('queues.penaltyOf', { name: account?.displayName ?? '' })}
        style={{ width: 64 }}
      />
    </span>
  );
}

function useSkillTexts(): ReadonlyMap<string, string> {
  const { data } = useQuery({ queryKey: ['skills', 'all'], queryFn: ({ signal }) => allRows(skillsApi.list, signal) });
  return useMemo(() => {
    const texts = new Map<string, string>();
    for (const { name, levels } of data ?? []) {
      for (const [id, level] of Object.entries(levels)) texts.set(id, [texts.get(id), `${name} ${level}`].filter(Boolean).join(' · '));
    }
    return texts;
  }, [data]);
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}
