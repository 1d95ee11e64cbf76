import { Forwarding } from '@zuoxi/contract';
import { Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { schemaRule } from '../../ui/schema-rule.ts';
import styles from './accounts.module.css';
import { SwitchRow } from './switch-row.tsx';

const CASES = ['always', 'busy', 'noAnswer', 'offline'] as const;

/** Where calls to the extension go instead; also set by codes on the phone. */
export function ForwardingFields() {
  const { t } = useTranslation();
  return (
    <>
      <SwitchRow name="doNotDisturb" label={t('extensions.doNotDisturb')} hint={t('extensions.doNotDisturbHint')} />
      <p className="muted">{t('extensions.forwardingHint')}</p>
      <div className={styles.pair}>
        {CASES.map((name) => (
          <Form.Item
            key={name}
            name={['forwarding', name]}
            label={t(`extensions.forwarding.${name}`)}
            rules={[schemaRule(Forwarding.shape[name], t(`extensions.forwarding.${name}`))]}
          >
            <Input inputMode="tel" maxLength={32} placeholder={t('extensions.notForwarded')} />
          </Form.Item>
        ))}
      </div>
      <Form.Item
        name={['forwarding', 'noAnswerS']}
        label={t('extensions.noAnswerS')}
        extra={t('extensions.noAnswerSHint')}
        rules={[schemaRule(Forwarding.shape.noAnswerS, t('extensions.noAnswerS'))]}
      >
        <InputNumber precision={0} suffix={t('common.secondsUnit')} style={{ width: 160 }} />
      </Form.Item>
    </>
  );
}
