import { ExtensionInput, type PermissionClass } from '@zuoxi/contract';
import { Checkbox, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { schemaRule } from '../../ui/schema-rule.ts';
import styles from './accounts.module.css';

/** Colleagues may always be called; the others cost something, and the last two much. */
const OUTSIDE = ['local', 'national', 'international', 'premium'] as const satisfies readonly PermissionClass[];
const { callerId, dailyCallsCap, dailyMinutesCap, pickupGroup } = ExtensionInput.shape;

/** Whom the account may call at whose expense. The names are those of the contract's extension. */
export function RightFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="mayDial" label={t('extensions.mayDial')} extra={t('extensions.mayDialHint')}>
        <Classes />
      </Form.Item>
      <div className={styles.pair}>
        <Form.Item
          name="dailyCallsCap"
          label={t('extensions.dailyCallsCap')}
          extra={t('extensions.capHint')}
          rules={[schemaRule(dailyCallsCap, t('extensions.dailyCallsCap'))]}
        >
          <InputNumber precision={0} min={0} suffix={t('extensions.callsUnit')} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="dailyMinutesCap"
          label={t('extensions.dailyMinutesCap')}
          extra={t('extensions.capHint')}
          rules={[schemaRule(dailyMinutesCap, t('extensions.dailyMinutesCap'))]}
        >
          <InputNumber precision={0} min={0} suffix={t('extensions.minutesUnit')} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item
        name="callerId"
        label={t('extensions.callerId')}
        extra={t('extensions.callerIdHint')}
        rules={[schemaRule(callerId, t('extensions.callerId'))]}
      >
        <Input inputMode="tel" maxLength={21} />
      </Form.Item>
    </>
  );
}

interface ClassesProps {
  value?: PermissionClass[];
  onChange?(value: PermissionClass[]): void;
}

/** Each class with what belongs to it. */
function Classes({ value = [], onChange }: ClassesProps) {
  const { t } = useTranslation();
  const change = (name: PermissionClass, on: boolean) => onChange?.(on ? [...value, name] : value.filter((one) => one !== name));
  return (
    <div className={styles.classes}>
      {OUTSIDE.map((name) => (
        <div key={name}>
          <Checkbox checked={value.includes(name)} onChange={(event) => change(name, event.target.checked)}>
            {t(`extensions.classes.${name}`)}
          </Checkbox>
          <div className={styles.classHint}>{t(`extensions.classHints.${name}`)}</div>
        </div>
      ))}
    </div>
  );
}

export function PickupGroupField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="pickupGroup"
      label={t('extensions.pickupGroup')}
      extra={t('extensions.pickupGroupHint')}
      rules={[schemaRule(pickupGroup, t('extensions.pickupGroup'))]}
    >
      <Input maxLength={30} />
    </Form.Item>
  );
}
