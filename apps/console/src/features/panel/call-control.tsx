import { Button, Tooltip } from 'antd';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { type Hotkey, hotkeyLabel } from '../../phone/hotkeys.ts';
import styles from './call.module.css';

interface CallControlProps {
  testId: string;
  hotkey: Hotkey;
  /** Of a control that is on or off. */
  on?: boolean;
  pending?: boolean;
  disabled?: boolean;
  icon: ReactNode;
  label: string;
  onClick(): void;
  ref?: Ref<HTMLButtonElement>;
}

/** One square button of the grid under a call. */
export function CallControl({ testId, hotkey, on, pending = false, disabled = false, icon, label, onClick, ref }: CallControlProps) {
  const { t } = useTranslation();
  return (
    <Tooltip title={t('panel.shortcut', { action: label, keys: hotkeyLabel(hotkey) })} placement="top" mouseEnterDelay={0.5}>
      <Button
        ref={ref}
        data-testid={testId}
        className={styles.control}
        aria-pressed={on}
        disabled={pending || disabled}
        icon={icon}
        onClick={onClick}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
