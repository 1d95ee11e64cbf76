import type { AgentStatus } from '@zuoxi/contract';
import { Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { reasonText } from '../../ui/reason.ts';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import styles from './agents.module.css';
import { supervisorsText } from './supervisors-text.ts';

/** The name; on hover or focus who he is and how he stands in each of his queues. */
export function AgentName({ agent }: { agent: AgentStatus }) {
  return (
    <Popover content={<Details agent={agent} />} placement="rightTop" trigger={['hover', 'focus']} mouseEnterDelay={0.25} destroyOnHidden>
      <button type="button" className={styles.name}>
        {agent.displayName}
      </button>
    </Popover>
  );
}

function Details({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  return (
    <div className={styles.details}>
      <div className={styles.detailsHead}>
        <strong>{agent.displayName}</strong>
        <span className="muted">{t(`role.${agent.role}`)}</span>
      </div>
      <dl className={styles.detailsFacts}>
        <dt>{t('agents.extension')}</dt>
        <dd className="num">{agent.extension}</dd>
        <dt>{t('agents.phone')}</dt>
        <dd>
          {t(`phoneType.${agent.phoneType}`)} · {t(agent.phoneOnline ? 'agents.phoneOnline' : 'agents.phoneOffline')}
        </dd>
        {agent.reason ? (
          <>
            <dt>{t('agents.state')}</dt>
            <dd>{reasonText(agent.reason)}</dd>
          </>
        ) : null}
        {agent.withNumber ? (
          <>
            <dt>{t('agents.with')}</dt>
            <dd>
              <PhoneNumber number={agent.withNumber} /> {agent.withName}
            </dd>
          </>
        ) : null}
        {agent.supervisors.length > 0 ? (
          <>
            <dt>{t('supervision.supervisedBy')}</dt>
            <dd>{supervisorsText(t, agent)}</dd>
          </>
        ) : null}
        {agent.handSince ? (
          <>
            <dt>{t('supervision.hand')}</dt>
            <dd>
              <Elapsed since={agent.handSince} />
            </dd>
          </>
        ) : null}
      </dl>
      <ul className={styles.detailsQueues}>
        {agent.queues.map((queue) => (
          <li key={queue.queueId}>
            <StateIcon state={queue.ready ? 'idle' : 'busy'} size={10} />
            <span>
              {queue.queueName} <span className="muted num">{queue.queueNumber}</span>
            </span>
            <span className="muted">{queue.ready ? t('panel.ready') : (reasonText(queue.reason) ?? t('panel.notReady'))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
