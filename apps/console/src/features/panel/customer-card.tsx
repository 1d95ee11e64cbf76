import { IdcardOutlined } from '@ant-design/icons';
import type { PanelState } from '@zuoxi/contract';
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { Section } from '../../ui/section.tsx';
import { CustomerHistory } from './customer-history.tsx';
import styles from './panel.module.css';
import { type Customer, useCustomer, useHistory } from './use-customer.ts';

export function CustomerCard({ panel }: { panel: PanelState }) {
  const { t } = useTranslation();
  const customer = useCustomer(panel);
  return (
    <Section title={t('panel.customerCard')}>
      {customer ? (
        <>
          <CustomerHead customer={customer} />
          <div className={styles.tabs}>
            <Tabs items={[{ key: 'history', label: t('panel.historyTab'), children: <CustomerHistory number={customer.number} /> }]} />
          </div>
        </>
      ) : (
        <div style={{ margin: 'auto' }}>
          <Notice icon={<IdcardOutlined />} title={t('panel.customerIdle')} hint={t('panel.customerIdleHint')} />
        </div>
      )}
    </Section>
  );
}

function CustomerHead({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { data } = useHistory(customer.number);
  const latest = data?.rows[0];
  const name = customer.name ?? latest?.customerName;
  return (
    <div className={styles.customerHead}>
      <div className={styles.customerName}>{name ?? t('panel.customerUnknown')}</div>
      <div className={styles.customerNumber}>
        <PhoneNumber number={customer.number} />
      </div>
      {latest && data ? (
        <dl className={styles.facts}>
          <div>
            <dt>{t('panel.customerCount')}</dt>
            <dd className="num">{data.total}</dd>
          </div>
          <div>
            <dt>{t('panel.customerLastAgent')}</dt>
            <dd className="ellipsis">{latest.agentName ?? t('calls.other')}</dd>
          </div>
          <div>
            <dt>{t('panel.customerLast')}</dt>
            <dd className="num">{formatInstant(latest.startedAt, false).slice(5)}</dd>
          </div>
        </dl>
      ) : null}
    </div>
  );
}
