import { FlowNode } from '@zuoxi/contract';
import { AutoComplete, Form } from 'antd';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/choice.tsx';
import { PrefixesField } from './ask-fields.tsx';
import { TargetSelect } from './target-field.tsx';
import { TemplateInput, VariablesContext } from './template-input.tsx';

type Test = Extract<FlowNode, { kind: 'condition' }>['test'];
type Operator = Extract<Test, { on: 'variable' }>['operator'];

const kinds = ['hours', 'holiday', 'caller', 'variable'] as const;
const operators: readonly Operator[] = ['equals', 'notEquals', 'contains', 'startsWith', 'greater', 'less', 'empty', 'notEmpty', 'matches'];

const empty: Readonly<Record<Test['on'], Test>> = {
  hours: { on: 'hours', hoursId: '' },
  holiday: { on: 'holiday' },
  caller: { on: 'caller', prefixes: [] },
  variable: { on: 'variable', variable: '', operator: 'equals', value: '' },
};

/** Whether the server would take that test. */
const isValid = (test: Test): boolean => FlowNode.safeParse({ id: 'x', kind: 'condition', name: '', x: 0, y: 0, test }).success;

/** What decides between yes and no. */
export function ConditionField({ value = empty.hours, onChange }: { value?: Test; onChange?(value: Test): void }) {
  const { t } = useTranslation();
  const status = isValid(value) ? undefined : ('error' as const);
  return (
    <>
      <Form.Item label={t('flows.condition.on')}>
        <Choice
          aria-label={t('flows.condition.on')}
          value={value.on}
          onChange={(on: Test['on']) => onChange?.(empty[on])}
          options={kinds.map((on) => ({ value: on, label: t(`flows.condition.kinds.${on}`) }))}
        />
      </Form.Item>
      {value.on === 'hours' ? (
        <Form.Item label={t('flows.condition.hours')} extra={t('flows.condition.hoursHint')}>
          <TargetSelect
            from="hours"
            empty={t('flows.condition.noHours')}
            label={t('flows.condition.hours')}
            value={value.hoursId}
            onChange={(hoursId) => onChange?.({ on: 'hours', hoursId })}
          />
        </Form.Item>
      ) : null}
      {value.on === 'holiday' ? <p className="muted">{t('flows.condition.holidayHint')}</p> : null}
      {value.on === 'caller' ? (
        <Form.Item
          label={t('flows.condition.prefixes')}
          extra={t('flows.condition.prefixesHint')}
          {...(status ? { validateStatus: status, help: t('admin.fieldInvalid') } : {})}
        >
          <PrefixesField value={value.prefixes} onChange={(prefixes) => onChange?.({ on: 'caller', prefixes })} />
        </Form.Item>
      ) : null}
      {value.on === 'variable' ? <VariableTest test={value} status={status} onChange={(test) => onChange?.(test)} /> : null}
    </>
  );
}

interface VariableTestProps {
  test: Extract<Test, { on: 'variable' }>;
  status: 'error' | undefined;
  onChange(test: Test): void;
}

function VariableTest({ test, status, onChange }: VariableTestProps) {
  const { t } = useTranslation();
  const variables = useContext(VariablesContext);
  const isAlone = test.operator === 'empty' || test.operator === 'notEmpty';
  return (
    <>
      <Form.Item label={t('flows.condition.variable')} {...(status ? { validateStatus: status, help: t('flows.variableHint') } : {})}>
        <AutoComplete
          aria-label={t('flows.condition.variable')}
          value={test.variable}
          onChange={(variable: string) => onChange({ ...test, variable })}
          options={variables.map((value) => ({ value }))}
        />
      </Form.Item>
      <Form.Item label={t('flows.condition.operator')}>
        <Choice
          aria-label={t('flows.condition.operator')}
          value={test.operator}
          onChange={(operator: Operator) => onChange({ ...test, operator })}
          options={operators.map((value) => ({ value, label: t(`flows.operators.${value}`) }))}
        />
      </Form.Item>
      {isAlone ? null : (
        <Form.Item label={t('flows.condition.value')} {...(test.operator === 'matches' ? { extra: t('flows.collect.patternHint') } : {})}>
          <TemplateInput label={t('flows.condition.value')} value={test.value} onChange={(value) => onChange({ ...test, value })} />
        </Form.Item>
      )}
    </>
  );
}
