import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/choice.tsx';
import { type FlowTargets, useTargets } from '../use-flow-targets.ts';

interface TargetFieldProps {
  name: 'queueId' | 'agentId' | 'flowId';
  label: string;
  from: keyof Pick<FlowTargets, 'queues' | 'agents' | 'flows'>;
  empty: 'queue' | 'extension' | 'flow';
}

export function TargetField({ name, label, from, empty }: TargetFieldProps) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={label}>
      <TargetSelect from={from} empty={t(`destinations.nothing.${empty}`)} label={label} />
    </Form.Item>
  );
}

interface TargetSelectProps {
  from: keyof Pick<FlowTargets, 'queues' | 'agents' | 'flows' | 'hours' | 'skills'>;
  empty: string;
  label: string;
  value?: string;
  onChange?(value: string): void;
  id?: string;
}

/** One of them; '' = not chosen yet. */
export function TargetSelect({ from, empty, label, value = '', onChange, id }: TargetSelectProps) {
  const { t } = useTranslation();
  const targets = useTargets();
  const options = targets[from];
  const isGone = value !== '' && !targets.isPending && !options.some((option) => option.value === value);
  return (
    <Choice
      {...(id === undefined ? {} : { id })}
      aria-label={label}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('destinations.choose')}
      notFoundContent={empty}
      loading={targets.isPending}
      {...(value === '' ? {} : { value })}
      {...(isGone ? { status: 'error' as const } : {})}
      onChange={(next: string) => onChange?.(next)}
      options={options}
    />
  );
}
