import { ArrowDownOutlined, ArrowUpOutlined, CloseCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { RecentCall } from '@zuoxi/contract';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { formatShort } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { NumbersIn } from '../../ui/numbers-in.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import styles from './phone.module.css';

export function useRecentCalls() {
  return useQuery({ queryKey: ['recent-calls'], queryFn: () => api.get('/api/panel/recent-calls') });
}

/** The last 20 under the dial pad; one click dials. */
export function RecentCalls() {
  const { t } = useTranslation();
  const { actions } = usePhone();
  const { data, error, refetch } = useRecentCalls();
  return (
    <div className={styles.recent}>
      <div className={styles.recentTitle}>{t('panel.recent')}</div>
      {error && !data ? <ErrorNotice title={t('panel.recentFailed')} error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0 ? <div className={styles.recentTitle}>{t('panel.recentEmpty')}</div> : null}
      <ul className={styles.recentList}>
        {data?.map((call) => (
          <li key={call.callId}>
            <Tooltip title={<NumbersIn text={t('panel.callAgain', { number: call.number })} />} placement="left" mouseEnterDelay={0.5}>
              <button
                type="button"
                className={styles.recentRow}
                disabled={actions.pending.dial}
                onClick={() => void actions.dial(call.number)}
              >
                <RecentCallCells call={call} />
              </button>
            </Tooltip>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function RecentCallLine({ call }: { call: RecentCall }) {
  return (
    <div className={styles.recentRow} style={{ padding: 0 }}>
      <RecentCallCells call={call} />
    </div>
  );
}

function RecentCallCells({ call }: { call: RecentCall }) {
  const { t } = useTranslation();
  const label = call.missed ? t('panel.missed') : t(call.direction === 'inbound' ? 'panel.inboundCall' : 'panel.outboundCall');
  return (
    <>
      <span className={call.missed ? styles.missed : 'muted'} title={label} role="img" aria-label={label}>
        {call.missed ? <CloseCircleFilled /> : call.direction === 'inbound' ? <ArrowDownOutlined /> : <ArrowUpOutlined />}
      </span>
      <span className={`${styles.recentWho} ${call.missed ? styles.missed : ''}`}>
        <PhoneNumber number={call.number} />
        <span className="ellipsis">{call.name}</span>
        {call.missed ? <span style={{ fontSize: 12 }}>{t('panel.missed')}</span> : null}
      </span>
      <span className={`num ${styles.recentWhen}`}>{formatShort(call.startedAt, serverNow(), currentLanguage())}</span>
    </>
  );
}
