import type { FlowDefinition, FlowNode, FlowNodeKind, FlowSound, PromptLanguage } from '@zuoxi/contract';
import type { Place } from './changes.ts';

/** `menu2`: the kind and the first number that is free. Such names are read in the history of calls. */
export function freeId(kind: FlowNodeKind, taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`${kind}${number}`)) number++;
  return `${kind}${number}`;
}

export const idsOf = ({ nodes }: FlowDefinition): Set<string> => new Set(nodes.map((node) => node.id));

/** Of that kind, with what most of them have. */
export function newNode(kind: FlowNodeKind, id: string, { x, y }: Place, language: PromptLanguage): FlowNode {
  const base = { id, name: '', x: Math.round(x), y: Math.round(y) };
  const speech: FlowSound = { kind: 'speech', text: '', language };
  switch (kind) {
    case 'start':
      return { ...base, kind };
    case 'play':
      return { ...base, kind, sounds: [speech], interruptible: true };
    case 'menu':
      return { ...base, kind, sounds: [speech], keys: ['1', '2'], timeoutS: 6, retries: 2, invalidSound: null, noInputSound: null };
    case 'collect':
      return {
        ...base,
        kind,
        sounds: [speech],
        variable: '',
        minDigits: 1,
        maxDigits: 12,
        terminator: '#',
        timeoutS: 10,
        interDigitS: 4,
        retries: 2,
        pattern: '',
        invalidSound: null,
        noInputSound: null,
      };
    case 'condition':
      return { ...base, kind, test: { on: 'hours', hoursId: '' } };
    case 'http':
      return { ...base, kind, method: 'GET', url: '', headers: [], body: '', timeoutS: 5, mapping: [] };
    case 'set':
      return { ...base, kind, variable: '', value: '' };
    case 'queue':
      return { ...base, kind, queueId: '', priority: 0, skills: [], skipGreeting: true };
    case 'extension':
      return { ...base, kind, agentId: '', ringS: 20 };
    case 'outside':
      return { ...base, kind, number: '', ringS: 30 };
    case 'voicemail':
      return { ...base, kind, queueId: '' };
    case 'callback':
      return { ...base, kind, queueId: '' };
    case 'flow':
      return { ...base, kind, flowId: '' };
    case 'hangup':
      return { ...base, kind, sounds: [] };
  }
}
