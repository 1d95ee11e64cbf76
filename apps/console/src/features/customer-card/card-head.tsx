import type { CustomerCard } from '@zuoxi/contract';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../api/server-clock.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { Choice } from '../../ui/choice.tsx';
import { formatShort } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import styles from './card.module.css';
import type { Subject } from './subject.ts';
import { useCalls } from './use-card.ts';

interface CardHeadProps {
  subject: Subject;
  card: CustomerCard;
  onChoose(customerId: string): void;
}

/** Who it is, by what number, how often, when and with whom last. */
export function CardHead({ subject, card, onChoose }: CardHeadProps) {
  const { customer, others } = card;
  const { t } = useTranslation();
  return (
    <div className={styles.head}>
      <div className={styles.who}>
        <strong className={`${styles.name} ellipsis`} data-testid="card-name">
          {customer?.name ?? subject.name ?? t('customerCard.newCustomer')}
        </strong>
        {customer || !subject.name ? null : <Tag color="processing">{t('customerCard.newCustomer')}</Tag>}
        <span className={styles.number}>
          <PhoneNumber number={subject.number} />
        </span>
      </div>
      <LastCall number={subject.number} customerId={customer?.id} />
      {customer && others.length > 0 ? (
        <div className={styles.others}>
          {t('customerCard.sharedBy', { count: others.length + 1 })}
          <Choice<string>
            size="small"
            aria-label={t('customerCard.sharedBy', { count: others.length + 1 })}
            value={customer.id}
            onChange={onChoose}
            options={[customer, ...others].map(({ id, name }) => ({ value: id, label: name }))}
            popupMatchSelectWidth={false}
          />
        </div>
      ) : null}
    </div>
  );
}

function LastCall({ number, customerId }: { number: string; customerId: string | undefined }) {
  const { t } = useTranslation();
  const { data } = useCalls(number, customerId);
  const [latest] = data?.rows ?? [];
  const parts = latest
    ? [
        t('customerCard.callCount', { count: data?.total ?? 0 }),
        t('customerCard.lastCall', {
          when: formatShort(latest.startedAt, serverNow(), currentLanguage()),
          agent: latest.agentName ?? t('customerCard.nobody'),
        }),
      ]
    : data
      ? [t('customerCard.firstCall')]
      : [];
  return <div className={`${styles.facts} num ellipsis`}>{parts.join(' · ')}</div>;
}
