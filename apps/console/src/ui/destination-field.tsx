import { Destination } from '@zuoxi/contract';
import { Input, Space } from 'antd';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Choice } from './choice.tsx';
import { type DestinationTargets, useDestinationTargets } from './destination-targets.ts';

type Kind = Destination['kind'];

const allKinds: readonly Kind[] = ['queue', 'flow', 'extension', 'outside', 'voicemail', 'hangup'];
/** Stands for null in the select, which shows a null as "not chosen yet". */
const NONE = 'none';

interface DestinationFieldProps {
  /** Null or undefined: nowhere. While the target is not chosen yet, its id is ''. */
  value?: Destination | null;
  onChange?(value: Destination | null): void;
  /** Which are offered, in this order; all of them without it. */
  kinds?: readonly Kind[];
  /** The words of "nowhere"; without them a destination must be chosen. */
  none?: string;
  id?: string;
  /** For more than one of them in a form: whose kind and target these are. */
  label?: string;
}

/** Where a call goes: a kind, and which one of that kind. A field of an antd form; its rule is `destinationRule`. */
export function DestinationField({ value, onChange, kinds = allKinds, none, id, label }: DestinationFieldProps) {
  const { t } = useTranslation();
  const targets = useDestinationTargets();
  const options: { value: Kind | typeof NONE; label: string }[] = kinds.map((kind) => ({
    value: kind,
    label: t(`destinations.kinds.${kind}`),
  }));
  if (none !== undefined) options.unshift({ value: NONE, label: none });
  const name = label ?? t('destinations.kind');
  return (
    <Space.Compact block>
      <Choice<Kind | typeof NONE>
        {...(id === undefined ? {} : { id })}
        aria-label={name}
        style={{ width: value ? '38%' : '100%' }}
        value={value?.kind ?? (none === undefined ? undefined : NONE)}
        placeholder={t('destinations.choose')}
        options={options}
        onChange={(kind) => onChange?.(kind === NONE ? null : emptyOf(kind))}
      />
      {value ? <Target value={value} targets={targets} label={name} onChange={(next) => onChange?.(next)} /> : null}
    </Space.Compact>
  );
}

interface TargetProps {
  value: Destination;
  targets: DestinationTargets;
  label: string;
  onChange(value: Destination): void;
}

function Target({ value, targets, label, onChange }: TargetProps) {
  const { t } = useTranslation();
  if (value.kind === 'outside') {
    return (
      <Input
        style={{ width: '62%' }}
        inputMode="tel"
        maxLength={32}
        aria-label={`${label} ${t('destinations.number')}`}
        placeholder={t('destinations.number')}
        value={value.number}
        onChange={(event) => onChange({ kind: 'outside', number: event.target.value.trim() })}
      />
    );
  }
  const { options, chosen, choose } = choiceOf(value, targets);
  return (
    <Choice
      style={{ width: '62%' }}
      aria-label={`${label} ${t('destinations.target')}`}
      placeholder={t(value.kind === 'hangup' ? 'destinations.noPrompt' : 'destinations.choose')}
      value={chosen || undefined}
      options={options}
      loading={targets.isPending}
      allowClear={value.kind === 'hangup'}
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent={t(`destinations.nothing.${value.kind}`)}
      onChange={(next) => onChange(choose(next ?? ''))}
    />
  );
}

interface TargetChoice {
  options: DestinationTargets['queues'];
  chosen: string;
  choose(id: string): Destination;
}

function choiceOf(value: Exclude<Destination, { kind: 'outside' }>, targets: DestinationTargets): TargetChoice {
  switch (value.kind) {
    case 'queue':
    case 'voicemail': {
      const { kind } = value;
      return { options: targets.queues, chosen: value.queueId, choose: (queueId) => ({ kind, queueId }) };
    }
    case 'flow':
      return { options: targets.flows, chosen: value.flowId, choose: (flowId) => ({ kind: 'flow', flowId }) };
    case 'extension':
      return { options: targets.agents, chosen: value.agentId, choose: (agentId) => ({ kind: 'extension', agentId }) };
    case 'hangup':
      return { options: targets.prompts, chosen: value.promptId ?? '', choose: (id) => ({ kind: 'hangup', promptId: id || null }) };
  }
}

function emptyOf(kind: Kind): Destination {
  switch (kind) {
    case 'queue':
    case 'voicemail':
      return { kind, queueId: '' };
    case 'flow':
      return { kind, flowId: '' };
    case 'extension':
      return { kind, agentId: '' };
    case 'outside':
      return { kind, number: '' };
    case 'hangup':
      return { kind, promptId: null };
  }
}

/** The contract's own check. `isOptional`: nowhere is an answer, too. */
export function destinationRule(field: string, isOptional = false) {
  return {
    validator(_rule: unknown, value: Destination | null | undefined) {
      if (!value) return isOptional ? Promise.resolve() : Promise.reject(new Error(i18next.t('common.required', { field })));
      if (Destination.safeParse(value).success) return Promise.resolve();
      const wrong = value.kind === 'outside' && value.number !== '';
      return Promise.reject(new Error(wrong ? i18next.t('admin.fieldInvalid') : i18next.t('destinations.chooseTarget')));
    },
  };
}
