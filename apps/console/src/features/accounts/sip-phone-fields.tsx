import { DtmfMode, type PhoneType, Srtp } from '@zuoxi/contract';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import styles from './accounts.module.css';

/** The browser has its own way of both; what is set stays set, for the phone may change again. */
export function SipPhoneFields() {
  const { t } = useTranslation();
  const isSip = Form.useWatch<PhoneType>('phoneType') === 'sip';
  if (!isSip) return null;
  return (
    <div className={styles.pair}>
      <Form.Item name="dtmfMode" label={t('dtmf.mode')} extra={t('dtmf.hint')}>
        <Choice options={DtmfMode.options.map((value) => ({ value, label: t(`dtmf.modes.${value}`) }))} />
      </Form.Item>
      <Form.Item name="srtp" label={t('extensions.srtp')} extra={t('extensions.srtpHint')}>
        <Choice options={Srtp.options.map((value) => ({ value, label: t(`extensions.srtpModes.${value}`) }))} />
      </Form.Item>
    </div>
  );
}
