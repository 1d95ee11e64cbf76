import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Hotkey, hotkeyLabel } from '../../phone/hotkeys.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import styles from './call.module.css';

interface CallControlProps {
  testId: string;
  hotkey: Hotkey;
  /** Of a control that is on or off. */
  on?: boolean;
  pending?: boolean;
  /** Why it cannot be used now. */
  why?: string | undefined;
  icon: ReactNode;
  label: string;
  onClick(): void;
}

/** One square button of the grid under a call. */
export function CallControl({ testId, hotkey, on, pending = false, why, icon, label, onClick }: CallControlProps) {
  const { t } = useTranslation();
  return (
    <ReasonedButton
      block
      data-testid={testId}
      className={styles.control ?? ''}
      aria-pressed={on}
      pending={pending}
      why={why}
      tip={t('panel.shortcut', { action: label, keys: hotkeyLabel(hotkey) })}
      tipDelay={0.5}
      icon={icon}
      onClick={onClick}
    >
      {label}
    </ReasonedButton>
  );
}
