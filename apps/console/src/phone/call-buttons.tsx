import { PhoneFilled } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from '../ui/reasoned-button.tsx';
import styles from './call-buttons.module.css';
import type { CallView } from './call-view.ts';
import { hotkeyLabel } from './hotkeys.ts';
import { usePhone } from './phone-context.tsx';

/** Answers in the browser. On a desk phone there is nothing to press here. */
export function AnswerButton({ call, compact = false }: { call: CallView; compact?: boolean }) {
  const { t } = useTranslation();
  const { actions } = usePhone();
  if (call.answer === 'desk') return null;
  const ready = call.answer === 'button';
  const button = (
    <ReasonedButton
      block={!compact}
      data-testid="answer"
      className={(compact ? styles.compact : styles.large) ?? ''}
      color="green"
      variant="solid"
      shape={compact ? 'round' : 'default'}
      size={compact ? 'middle' : 'large'}
      icon={<PhoneFilled rotate={100} />}
      tip={t('panel.shortcut', { action: t('panel.answer'), keys: hotkeyLabel('answer') })}
      why={ready ? undefined : t('panel.connecting')}
      loading={call.answer === 'answering'}
      onClick={actions.answer}
    >
      {t('panel.answer')}
    </ReasonedButton>
  );
  return compact ? button : <span className={styles.slot}>{button}</span>;
}

export function HangupButton({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const { actions } = usePhone();
  return (
    <Tooltip title={t('panel.shortcut', { action: t('panel.hangup'), keys: hotkeyLabel('hangup') })}>
      <Button
        data-testid="hangup"
        className={compact ? styles.compact : styles.large}
        type="primary"
        danger
        shape={compact ? 'round' : 'default'}
        size={compact ? 'middle' : 'large'}
        icon={<PhoneFilled rotate={225} />}
        loading={actions.pending.hangup}
        onClick={actions.hangup}
      >
        {t('panel.hangup')}
      </Button>
    </Tooltip>
  );
}
