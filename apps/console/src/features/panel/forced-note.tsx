import { UserSwitchOutlined } from '@ant-design/icons';
import type { ForcedState } from '@zuoxi/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTimeOfDay } from '../../ui/format.ts';
import styles from './panel.module.css';

const KEY = 'zuoxi.forcedSeen';

/** What a supervisor did with one's state (AGT-7), until it is dismissed or one changes the state oneself. */
export function ForcedNote({ forced }: { forced: ForcedState | null }) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState(() => sessionStorage.getItem(KEY));
  if (!forced || forced.at === seen) return null;
  const dismiss = () => {
    sessionStorage.setItem(KEY, forced.at);
    setSeen(forced.at);
  };
  return (
    <div className={styles.forced} role="status" data-testid="forced-note">
      <UserSwitchOutlined />
      <strong>{t(`inCall.forced.${forced.what}`, { name: forced.by })}</strong>
      <span className="num muted">{formatTimeOfDay(forced.at)}</span>
      <Button size="small" onClick={dismiss}>
        {t('inCall.dismiss')}
      </Button>
    </div>
  );
}
