import { CallbackMode, SatisfactionMode } from '@zuoxi/contract';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { NumberField, Pair, SwitchField } from './fields.tsx';
import styles from './queue-form.module.css';

/** What is offered to those who wait, and asked after the call. */
export function OfferFields() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const voicemail: unknown = Form.useWatch('voicemailEnabled', form);
  const callback: unknown = Form.useWatch('callbackEnabled', form);
  const mode = CallbackMode.catch('agentFirst').parse(Form.useWatch('callbackMode', form));
  const survey = SatisfactionMode.catch('off').parse(Form.useWatch('satisfaction', form));
  return (
    <>
      <SwitchField name="voicemailEnabled" />
      {voicemail ? (
        <div className={styles.inset}>
          <NumberField name="voicemailAfterS" />
        </div>
      ) : null}
      <SwitchField name="callbackEnabled" />
      {callback ? (
        <div className={styles.inset}>
          <Pair>
            <NumberField name="callbackAfterS" />
            <Form.Item name="callbackMode" label={t('queues.labels.callbackMode')} extra={t(`queues.callbackModeHints.${mode}`)}>
              <Choice options={CallbackMode.options.map((value) => ({ value, label: t(`queues.callbackModes.${value}`) }))} />
            </Form.Item>
          </Pair>
          <Pair>
            <NumberField name="callbackAttempts" />
            <NumberField name="callbackRetryS" />
          </Pair>
          <NumberField name="callbackExpiryS" />
        </div>
      ) : null}
      <Form.Item name="satisfaction" label={t('queues.labels.satisfaction')} extra={t(`queues.satisfactionHints.${survey}`)}>
        <Choice options={SatisfactionMode.options.map((value) => ({ value, label: t(`queues.satisfactionModes.${value}`) }))} />
      </Form.Item>
    </>
  );
}
