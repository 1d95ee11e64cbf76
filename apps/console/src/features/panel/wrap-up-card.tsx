import type { PanelState } from '@zuoxi/contract';
import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../phone/phone-context.tsx';
import { formatDuration } from '../../ui/format.ts';
import { useSecondsUntil } from '../../ui/timer.tsx';
import styles from './panel.module.css';

/** 话后处理: the time left, and a way to be ready before it is over. */
export function WrapUpCard({ wrapUp }: { wrapUp: NonNullable<PanelState['wrapUp']> }) {
  const { t } = useTranslation();
  const { actions } = usePhone();
  const whole = Math.max(1, (Date.parse(wrapUp.endsAt) - Date.parse(wrapUp.startedAt)) / 1000);
  // The server's clock may be a little ahead of the browser's: never more than there was.
  const left = Math.min(whole, useSecondsUntil(wrapUp.endsAt));
  return (
    <div className={styles.wrapUp}>
      <Progress
        type="circle"
        size={48}
        percent={Math.min(100, (left / whole) * 100)}
        strokeColor="var(--zx-wrap-up)"
        format={() => <span className="num">{left < 100 ? left : formatDuration(left)}</span>}
      />
      <div className={styles.wrapUpText}>
        <div className={styles.wrapUpTitle}>{t('panel.wrapUp')}</div>
        <div className="muted">{t('panel.wrapUpHint')}</div>
      </div>
      <Button type="primary" loading={actions.pending.endWrapUp} onClick={actions.endWrapUp} data-testid="wrapup-end">
        {t('panel.wrapUpEnd')}
      </Button>
    </div>
  );
}
