import type { FlowNode, FlowNodeKind, PromptLanguage } from '@zuoxi/contract';
import { Form, type FormInstance, Input, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/choice.tsx';
import { AskFields, KeysField } from './ask-fields.tsx';
import { ConditionField } from './condition-field.tsx';
import { HttpFields } from './http-fields.tsx';
import { nodeRule } from './node-rule.ts';
import { NumberField } from './number-field.tsx';
import { SkillsField } from './skills-field.tsx';
import { SoundsField } from './sounds-field.tsx';
import { TargetField } from './target-field.tsx';
import { TemplateInput } from './template-input.tsx';
import { VariableField } from './variable-field.tsx';

interface NodeFieldsProps {
  kind: FlowNodeKind;
  form: FormInstance<FlowNode>;
  language: PromptLanguage;
}

/** The fields of that kind of node. */
export function NodeFields({ kind, form, language }: NodeFieldsProps) {
  const { t } = useTranslation();
  switch (kind) {
    case 'start':
      return null;
    case 'play':
      return (
        <>
          <Sounds kind={kind} language={language} />
          <Form.Item name="interruptible" label={t('flows.interruptible')} layout="horizontal" valuePropName="checked">
            <Switch size="small" />
          </Form.Item>
        </>
      );
    case 'hangup':
      return <Sounds kind={kind} language={language} />;
    case 'menu':
      return (
        <>
          <Sounds kind={kind} language={language} />
          <Form.Item name="keys" label={t('flows.keys')} rules={[nodeRule(kind, 'keys', t('flows.keys'))]}>
            <KeysField />
          </Form.Item>
          <AskFields kind={kind} language={language} />
        </>
      );
    case 'collect':
      return (
        <>
          <Sounds kind={kind} language={language} />
          <VariableField kind={kind} name="variable" label={t('flows.collect.variable')} />
          <NumberField kind={kind} name="minDigits" min={1} max={40} />
          <NumberField kind={kind} name="maxDigits" min={1} max={40} />
          <Form.Item name="terminator" label={t('flows.collect.terminator')}>
            <Choice
              options={[
                { value: '#', label: '#' },
                { value: '*', label: '*' },
                { value: '', label: t('flows.collect.noTerminator') },
              ]}
            />
          </Form.Item>
          <NumberField kind={kind} name="interDigitS" min={1} max={20} seconds />
          <Form.Item
            name="pattern"
            label={t('flows.collect.pattern')}
            extra={t('flows.collect.patternHint')}
            rules={[nodeRule(kind, 'pattern', t('flows.collect.pattern'))]}
          >
            <Input maxLength={200} placeholder="1[3-9]\d{9}" />
          </Form.Item>
          <AskFields kind={kind} language={language} />
        </>
      );
    case 'condition':
      return (
        <Form.Item name="test" noStyle>
          <ConditionField />
        </Form.Item>
      );
    case 'http':
      return <HttpFields form={form} />;
    case 'set':
      return (
        <>
          <VariableField kind={kind} name="variable" label={t('flows.set.variable')} />
          <Form.Item name="value" label={t('flows.set.value')} rules={[nodeRule(kind, 'value', t('flows.set.value'))]}>
            <TemplateInput label={t('flows.set.value')} />
          </Form.Item>
        </>
      );
    case 'queue':
      return (
        <>
          <TargetField name="queueId" label={t('flows.kinds.queue')} from="queues" empty="queue" />
          <NumberField kind={kind} name="priority" min={-100} max={100} />
          <Form.Item name="skipGreeting" label={t('flows.skipGreeting')} layout="horizontal" valuePropName="checked">
            <Switch size="small" />
          </Form.Item>
          <Form.Item name="skills" label={t('flows.skills.title')} extra={t('flows.skills.hint')}>
            <SkillsField />
          </Form.Item>
        </>
      );
    case 'extension':
      return (
        <>
          <TargetField name="agentId" label={t('flows.kinds.extension')} from="agents" empty="extension" />
          <NumberField kind={kind} name="ringS" min={5} max={120} seconds />
        </>
      );
    case 'outside':
      return (
        <>
          <Form.Item
            name="number"
            label={t('flows.outsideNumber')}
            extra={t('flows.outsideNumberHint')}
            rules={[nodeRule(kind, 'number', t('flows.outsideNumber'))]}
          >
            <TemplateInput label={t('flows.outsideNumber')} />
          </Form.Item>
          <NumberField kind={kind} name="ringS" min={5} max={120} seconds />
        </>
      );
    case 'voicemail':
    case 'callback':
      return <TargetField name="queueId" label={t('flows.ofQueue')} from="queues" empty="queue" />;
    case 'flow':
      return <TargetField name="flowId" label={t('flows.kinds.flow')} from="flows" empty="flow" />;
  }
}

function Sounds({ kind, language }: { kind: 'play' | 'menu' | 'collect' | 'hangup'; language: PromptLanguage }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="sounds"
      label={t('flows.sound.title')}
      tooltip={t('flows.sound.hint', { example: '{{caller}}' })}
      rules={[nodeRule(kind, 'sounds', t('flows.sound.title'))]}
    >
      <SoundsField language={language} addText={t('flows.sound.add')} />
    </Form.Item>
  );
}
