import { useQuery } from '@tanstack/react-query';
import { ExtensionNumber, MOST_AT_ONCE } from '@zuoxi/contract';
import { Form, Input, InputNumber, Radio, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import styles from './accounts.module.css';
import { type BulkValues, linesOf } from './bulk-lines.ts';
import { PickupGroupField, RightFields } from './right-fields.tsx';
import { SipPhoneFields } from './sip-phone-fields.tsx';
import { SwitchRow } from './switch-row.tsx';

const queuesApi = crud('/api/queues');

const Count = z.number().int().min(1).max(MOST_AT_ONCE);
const Pattern = z.string().trim().min(1).max(60);

/** Which numbers, and what they have in common. */
export function BulkFields() {
  const { t } = useTranslation();
  const source = Form.useWatch<BulkValues['source']>('source');
  const { data: queues, isPending } = useQuery({ queryKey: ['queues', 'all'], queryFn: ({ signal }) => allRows(queuesApi.list, signal) });
  return (
    <>
      <Form.Item name="source">
        <Segmented options={(['range', 'pasted'] as const).map((value) => ({ value, label: t(`extensions.bulk.${value}`) }))} />
      </Form.Item>
      {source === 'pasted' ? <PastedField /> : <RangeFields />}
      <div className={styles.pair}>
        <Form.Item name="role" label={t('accounts.role')}>
          <Choice options={(['agent', 'supervisor'] as const).map((value) => ({ value, label: t(`role.${value}`) }))} />
        </Form.Item>
        <Form.Item name="phoneType" label={t('accounts.phoneType')}>
          <Radio.Group
            optionType="button"
            options={(['web', 'sip'] as const).map((value) => ({ value, label: t(`phoneType.${value}`) }))}
          />
        </Form.Item>
      </div>
      <SipPhoneFields />
      <Form.Item name="queueIds" label={t('accounts.queues')} extra={t('extensions.bulk.queuesHint')}>
        <Choice
          mode="multiple"
          loading={isPending}
          optionFilterProp="label"
          options={(queues ?? []).map(({ id, name, number }) => ({ value: id, label: `${name} ${number}` }))}
        />
      </Form.Item>
      <SwitchRow name="recordingEnabled" label={t('accounts.recordingEnabled')} hint={t('extensions.recordingHint')} />
      <RightFields />
      <PickupGroupField />
    </>
  );
}

function RangeFields() {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.pair}>
        <Form.Item
          name="first"
          label={t('extensions.bulk.first')}
          extra={t('accounts.extensionHint')}
          rules={[schemaRule(ExtensionNumber, t('extensions.bulk.first'))]}
        >
          <Input inputMode="numeric" maxLength={8} autoFocus />
        </Form.Item>
        <Form.Item
          name="count"
          label={t('extensions.bulk.count')}
          extra={t('extensions.bulk.countHint', { most: MOST_AT_ONCE })}
          rules={[schemaRule(Count, t('extensions.bulk.count'))]}
        >
          <InputNumber precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <div className={styles.pair}>
        {(['namePattern', 'displayNamePattern'] as const).map((name) => (
          <Form.Item
            key={name}
            name={name}
            label={t(name === 'namePattern' ? 'accounts.name' : 'accounts.displayName')}
            extra={t('extensions.bulk.patternHint')}
            rules={[schemaRule(Pattern, t(name === 'namePattern' ? 'accounts.name' : 'accounts.displayName'))]}
          >
            <Input maxLength={60} />
          </Form.Item>
        ))}
      </div>
    </>
  );
}

function PastedField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="pasted"
      label={t('extensions.bulk.lines')}
      extra={t('extensions.bulk.linesHint', { most: MOST_AT_ONCE })}
      rules={[
        {
          validator(_rule, value: unknown) {
            const pasted = typeof value === 'string' ? value : '';
            const count = linesOf({ source: 'pasted', first: '', count: 0, namePattern: '', displayNamePattern: '', pasted }).length;
            if (count >= 1 && count <= MOST_AT_ONCE) return Promise.resolve();
            return Promise.reject(
              new Error(count === 0 ? t('common.required', { field: t('extensions.bulk.lines') }) : t('admin.fieldInvalid')),
            );
          },
        },
      ]}
    >
      <Input.TextArea rows={8} placeholder={t('extensions.bulk.linesPlaceholder')} className="num" />
    </Form.Item>
  );
}
