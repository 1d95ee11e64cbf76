import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { useFocusOfNew } from '../../ui/use-focus-of-new.ts';
import { NumberField, Pair, SwitchField } from './fields.tsx';
import styles from './queue-form.module.css';

const skillsApi = crud('/api/skills');

const MOST = 10;

/** Who comes before whom: queues, customers' own agents, skills. */
export function RuleFields() {
  const form = Form.useFormInstance();
  const sticky: unknown = Form.useWatch('stickyAgent', form);
  return (
    <>
      <NumberField name="priority" />
      <SwitchField name="stickyAgent" />
      {sticky ? (
        <div className={styles.inset}>
          <Pair>
            <NumberField name="stickyDays" />
            <NumberField name="stickyWaitS" />
          </Pair>
        </div>
      ) : null}
      <SkillList />
    </>
  );
}

function SkillList() {
  const { t } = useTranslation();
  const { list, adding } = useFocusOfNew<HTMLDivElement>();
  const { data, isPending } = useQuery({ queryKey: ['skills', 'all'], queryFn: ({ signal }) => allRows(skillsApi.list, signal) });
  const options = (data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (!isPending && options.length === 0) {
    return <Form.Item label={t('queues.labels.requiredSkills')} extra={t('queues.noSkills')} />;
  }
  return (
    <Form.Item label={t('queues.labels.requiredSkills')} extra={t('queues.hints.requiredSkills')}>
      <Form.List name="requiredSkills">
        {(fields, { add, remove }) => (
          <div ref={list}>
            {fields.map(({ key, name }) => (
              <div key={key} className={styles.skill}>
                <div className={styles.relax}>
                  <Form.Item
                    name={[name, 'skillId']}
                    style={{ margin: 0, flex: 1 }}
                    rules={[{ required: true, message: t('common.required', { field: t('queues.skill') }) }]}
                  >
                    <Choice options={options} loading={isPending} placeholder={t('queues.skill')} aria-label={t('queues.skill')} />
                  </Form.Item>
                  <span>{t('queues.minLevel')}</span>
                  <LevelField name={[name, 'minLevel']} label={t('queues.minLevel')} min={1} />
                  <Button
                    type="text"
                    size="small"
                    danger
                    icon={<CloseOutlined />}
                    aria-label={t('queues.removeSkill')}
                    onClick={() => remove(name)}
                  />
                </div>
                <RelaxList name={name} />
              </div>
            ))}
            <ReasonedButton
              size="small"
              icon={<PlusOutlined />}
              why={fields.length >= MOST ? t('common.why.most', { most: MOST }) : undefined}
              onClick={adding(() => add({ skillId: undefined, minLevel: 1, relax: [] }))}
            >
              {t('queues.addSkill')}
            </ReasonedButton>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}

/** "After 60 s the level is 3": what is asked for becomes less with the wait; 0 = no longer asked for. */
function RelaxList({ name }: { name: number }) {
  const { t } = useTranslation();
  const { list, adding } = useFocusOfNew<HTMLDivElement>();
  return (
    <Form.List name={[name, 'relax']}>
      {(fields, { add, remove }) => (
        <div ref={list}>
          {fields.map(({ key, name: index }) => (
            <div key={key} className={styles.relax}>
              <span>{t('queues.relaxAfter')}</span>
              <Form.Item name={[index, 'afterS']} style={{ margin: 0 }} rules={[{ required: true, message: t('admin.fieldInvalid') }]}>
                <InputNumber min={1} max={7200} precision={0} style={{ width: 84 }} aria-label={t('queues.relaxAfter')} />
              </Form.Item>
              <span>{t('queues.relaxTo')}</span>
              <LevelField name={[index, 'minLevel']} label={t('queues.relaxTo')} min={0} />
              <Button
                type="text"
                size="small"
                icon={<CloseOutlined />}
                aria-label={t('queues.removeRelax')}
                onClick={() => remove(index)}
              />
            </div>
          ))}
          <ReasonedButton
            type="link"
            size="small"
            why={fields.length >= MOST ? t('common.why.most', { most: MOST }) : undefined}
            onClick={adding(() => add({ afterS: 60, minLevel: 0 }))}
          >
            {t('queues.addRelax')}
          </ReasonedButton>
        </div>
      )}
    </Form.List>
  );
}

function LevelField({ name, label, min }: { name: (string | number)[]; label: string; min: number }) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} style={{ margin: 0 }} rules={[{ required: true, message: t('admin.fieldInvalid') }]}>
      <InputNumber min={min} max={10} precision={0} style={{ width: 72 }} aria-label={label} />
    </Form.Item>
  );
}
