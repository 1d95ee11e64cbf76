import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import styles from './preflight.module.css';
import { useDevices } from './use-devices.ts';

const SYSTEM = '';

interface DeviceSelectProps {
  kind: 'audioinput' | 'audiooutput';
  label: string;
  /** Null: the system's choice. */
  value: string | null;
  onChange(deviceId: string | null): void;
}

export function DeviceSelect({ kind, label, value, onChange }: DeviceSelectProps) {
  const { t } = useTranslation();
  const devices = useDevices(kind);
  const known = value === null || devices.some((device) => device.deviceId === value);
  return (
    <Choice
      className={styles.device}
      // One that is unplugged: the system's is used until it is back.
      value={known ? (value ?? SYSTEM) : SYSTEM}
      aria-label={label}
      options={[
        { value: SYSTEM, label: t('preflight.systemDefault') },
        ...devices.map((device, index) => ({ value: device.deviceId, label: device.label || `${label} ${index + 1}` })),
      ]}
      onChange={(chosen) => onChange(chosen === SYSTEM ? null : chosen)}
    />
  );
}
