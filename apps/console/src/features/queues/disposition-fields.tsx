import { QueueInput } from '@zuoxi/contract';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { TextList } from '../../ui/text-list.tsx';
import { SwitchField } from './fields.tsx';

const disposition = QueueInput.shape.dispositions.unwrap().element;
const MOST = 50;

/** What may have become of a call: the agent chooses after it (PAN-11a). */
export function DispositionFields() {
  const { t } = useTranslation();
  const list: unknown = Form.useWatch('dispositions', Form.useFormInstance());
  return (
    <>
      <Form.Item label={t('queues.labels.dispositions')} extra={t('queues.hints.dispositions')}>
        <TextList
          name="dispositions"
          schema={disposition}
          most={MOST}
          maxLength={40}
          addText={t('queues.addDisposition')}
          labelOf={(place) => t('queues.dispositionItem', { place })}
        />
      </Form.Item>
      {Array.isArray(list) && list.length > 0 ? <SwitchField name="dispositionRequired" /> : null}
    </>
  );
}
