import { PlusOutlined } from '@ant-design/icons';
import type { Destination } from '@zuoxi/contract';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { DestinationField, destinationRule } from '../../ui/destination-field.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { SortableRows } from '../../ui/sortable-rows.tsx';
import { useFocusOfNew } from '../../ui/use-focus-of-new.ts';
import { NumberField, Pair, SwitchField } from './fields.tsx';
import { PromptField } from './prompt-field.tsx';
import styles from './queue-form.module.css';

const MOST_OVERFLOWS = 5;

/** What callers hear while they wait, how long, and where they go then. */
export function WaitingFields() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const position: unknown = Form.useWatch('announcePosition', form);
  const wait: unknown = Form.useWatch('announceWait', form);
  const periodic: unknown = Form.useWatch('periodicPromptId', form);
  const prompt = (name: 'greetingPromptId' | 'musicPromptId' | 'periodicPromptId' | 'maxWaitPromptId', none: string) => (
    <Form.Item name={name} label={t(`queues.labels.${name}`)} extra={t(`queues.hints.${name}`)}>
      <PromptField kind={name === 'musicPromptId' ? 'music' : 'prompt'} none={none} label={t(`queues.labels.${name}`)} />
    </Form.Item>
  );
  return (
    <>
      <Pair>
        {prompt('greetingPromptId', t('queues.shippedPrompt'))}
        {prompt('musicPromptId', t('queues.shippedPrompt'))}
      </Pair>
      <Pair>
        <SwitchField name="announcePosition" />
        <SwitchField name="announceWait" />
      </Pair>
      {position || wait ? <NumberField name="announceEveryS" /> : null}
      <Pair>
        {prompt('periodicPromptId', t('queues.noPeriodic'))}
        {periodic ? <NumberField name="periodicEveryS" /> : null}
      </Pair>
      <Pair>
        <NumberField name="maxWaitS" />
        <NumberField name="maxLength" />
      </Pair>
      <SwitchField name="leaveWhenEmpty" />
      <OverflowList />
      {prompt('maxWaitPromptId', t('queues.shippedPrompt'))}
    </>
  );
}

function OverflowList() {
  const { t } = useTranslation();
  const { list, adding } = useFocusOfNew<HTMLDivElement>();
  const start: Destination = { kind: 'queue', queueId: '' };
  return (
    <Form.Item label={t('queues.labels.overflow')} extra={t('queues.hints.overflow')}>
      <Form.List name="overflow">
        {(fields, { add, remove, move }) => (
          <div ref={list}>
            {fields.length > 0 ? (
              <SortableRows
                rows={fields.map(({ key, name: index }) => {
                  const name = t('queues.overflowItem', { place: index + 1 });
                  return {
                    key: String(key),
                    name,
                    content: (
                      <Form.Item name={index} rules={[destinationRule(name)]} style={{ margin: 0 }}>
                        <DestinationField label={name} />
                      </Form.Item>
                    ),
                  };
                })}
                onMove={move}
                onRemove={remove}
              />
            ) : null}
            <ReasonedButton
              className={styles.add ?? ''}
              size="small"
              icon={<PlusOutlined />}
              why={fields.length >= MOST_OVERFLOWS ? t('common.why.most', { most: MOST_OVERFLOWS }) : undefined}
              onClick={adding(() => add(start))}
            >
              {t('queues.addOverflow')}
            </ReasonedButton>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}
