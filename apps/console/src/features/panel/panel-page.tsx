import { PhoneOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/session.tsx';
import { usePhone } from '../../phone/phone-context.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { CustomerCard } from '../customer-card/customer-card.tsx';
import { SupervisionBar } from '../supervision/supervision-bar.tsx';
import { AgentCard } from './agent-card.tsx';
import { ForcedNote } from './forced-note.tsx';
import styles from './panel.module.css';
import { PhoneCard } from './phone-card.tsx';
import { QueueStates } from './queue-states.tsx';

/** 操作面板: who I am and whether I take calls, the phone, and the customer, side by side without scrolling. */
export default function PanelPage() {
  const { t } = useTranslation();
  const { extension } = useMe();
  const { panel, panelError, retryPanel, call } = usePhone();
  useDocumentTitle(call ? `${call.number || call.name} ${t('panel.menu')}` : t('panel.menu'));
  if (!extension) return <Notice icon={<PhoneOutlined />} title={t('panel.noExtensionTitle')} hint={t('panel.noExtensionHint')} />;
  if (!panel) {
    if (panelError) return <ErrorNotice title={t('panel.loadFailed')} error={panelError} onRetry={retryPanel} />;
    return <PanelSkeleton />;
  }
  return (
    <div className={styles.page}>
      <ForcedNote forced={panel.forced} />
      <SupervisionBar />
      <div className={`${styles.panel} ${call ? styles.inCall : ''}`}>
        <div className={styles.left}>
          <AgentCard agent={panel.agent} />
          <QueueStates queues={panel.agent.queues} />
        </div>
        <PhoneCard panel={panel} />
        <CustomerCard panel={panel} />
      </div>
    </div>
  );
}

function PanelSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <div className={styles.panel}>
        {[4, 8, 6].map((rows) => (
          <div key={rows} className={styles.skeleton}>
            <Skeleton active paragraph={{ rows }} title={false} />
          </div>
        ))}
      </div>
    </div>
  );
}
