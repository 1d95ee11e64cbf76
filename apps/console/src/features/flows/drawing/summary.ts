import { type FlowDefinition, type FlowNode, type FlowSound, flowVariables } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import type { FlowTargets } from '../use-flow-targets.ts';

/** The name that was given, else what kind of node it is. */
export const titleOf = (t: TFunction, node: FlowNode): string => node.name || t(`flows.kinds.${node.kind}`);

/** What it does, in one line; '' where its name says all. */
export function summaryOf(t: TFunction, targets: FlowTargets, node: FlowNode): string {
  const named = (id: string, options: FlowTargets['queues']) => {
    if (id === '') return t('flows.notChosen');
    return options.find(({ value }) => value === id)?.label ?? (targets.isPending ? '…' : t('destinations.unknown'));
  };
  switch (node.kind) {
    case 'start':
      return t('flows.summary.start');
    case 'play':
    case 'menu':
    case 'collect':
    case 'hangup':
      return soundsText(t, targets, node.sounds);
    case 'condition':
      return testText(t, node.test, (id) => named(id, targets.hours));
    case 'http':
      return node.url === '' ? t('flows.notChosen') : `${node.method} ${node.url}`;
    case 'set':
      return node.variable === '' ? t('flows.notChosen') : `${node.variable} = ${node.value}`;
    case 'queue':
    case 'voicemail':
    case 'callback':
      return named(node.queueId, targets.queues);
    case 'extension':
      return named(node.agentId, targets.agents);
    case 'outside':
      return node.number === '' ? t('flows.notChosen') : node.number;
    case 'flow':
      return named(node.flowId, targets.flows);
  }
}

function soundsText(t: TFunction, targets: FlowTargets, sounds: readonly FlowSound[]): string {
  const [first] = sounds;
  if (!first) return t('flows.summary.silent');
  const more = sounds.length > 1 ? ` +${sounds.length - 1}` : '';
  if (first.kind === 'speech') return first.text === '' ? t('flows.summary.noText') : `“${first.text}”${more}`;
  if (first.promptId === '') return t('flows.notChosen');
  const prompt = targets.prompts.find(({ id }) => id === first.promptId);
  return `♪ ${prompt?.name ?? (targets.isPending ? '…' : t('destinations.unknown'))}${more}`;
}

function testText(t: TFunction, test: Extract<FlowNode, { kind: 'condition' }>['test'], hours: (id: string) => string): string {
  switch (test.on) {
    case 'hours':
      return t('flows.summary.hours', { hours: hours(test.hoursId) });
    case 'holiday':
      return t('flows.summary.holiday');
    case 'caller':
      return t('flows.summary.caller', { prefixes: test.prefixes.join(' ') || '…' });
    case 'variable': {
      const isAlone = test.operator === 'empty' || test.operator === 'notEmpty';
      return `${test.variable || '…'} ${t(`flows.operators.${test.operator}`)}${isAlone ? '' : ` ${test.value}`}`;
    }
  }
}

/** What nodes are called in a list of them: two of one name are told apart by what they do, and two that do the same by their number. */
export function labelsOf(t: TFunction, targets: FlowTargets, { nodes }: FlowDefinition): Map<string, string> {
  const titles = nodes.map((node) => titleOf(t, node));
  const label = (node: FlowNode): string => {
    const title = titleOf(t, node);
    return titles.filter((one) => one === title).length > 1 ? `${title} · ${summaryOf(t, targets, node)}` : title;
  };
  const labels = nodes.map(label);
  const numbered = labels.map((one, index) => {
    const place = labels.slice(0, index + 1).filter((other) => other === one).length;
    return labels.filter((other) => other === one).length > 1 ? `${one} (${place})` : one;
  });
  return new Map(nodes.map((node, index) => [node.id, numbered[index] ?? '']));
}

/** Those every flow has, and those that its nodes set. */
export function variablesOf({ nodes }: FlowDefinition): string[] {
  const own = nodes.flatMap((node) => {
    if (node.kind === 'collect' || node.kind === 'set') return [node.variable];
    return node.kind === 'http' ? node.mapping.map(({ variable }) => variable) : [];
  });
  return [...new Set([...own.filter((name) => name !== ''), ...flowVariables])];
}
