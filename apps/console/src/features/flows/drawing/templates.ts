import type { FlowDefinition, FlowEdge, FlowNode, PromptLanguage } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { layOut } from './layout.ts';
import { newNode } from './new-node.ts';

export const templates = ['menu', 'queue', 'empty'] as const;
export type TemplateName = (typeof templates)[number];

const NOWHERE = { x: 0, y: 0 };

/**
 * A drawing to begin with. Which queues and hours are meant is not chosen yet: that is what its problems ask for.
 * @param t of the language that callers hear
 */
export function templateOf(name: TemplateName, t: TFunction, language: PromptLanguage): FlowDefinition {
  const start = newNode('start', 'start', NOWHERE, language);
  const { nodes, edges } = name === 'menu' ? menuOf(t, language) : name === 'queue' ? queueOf(t, language) : { nodes: [], edges: [] };
  return layOut({ nodes: [start, ...nodes], edges, defaultNode: null, language });
}

interface Parts {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

const edge = (from: string, exit: string, to: string): FlowEdge => ({ from, exit, to });

/** Open: a greeting and a menu, 1 and 2 to queues, 0 to the operators. Closed: a message. */
function menuOf(t: TFunction, language: PromptLanguage): Parts {
  const node = <Kind extends FlowNode['kind']>(kind: Kind, id: string, name: string) => ({ ...newNode(kind, id, NOWHERE, language), name });
  const says = (text: string) => [{ kind: 'speech' as const, text, language }];
  return {
    nodes: [
      node('condition', 'open', t('flows.templates.open')),
      {
        ...node('play', 'greeting', t('flows.templates.greeting')),
        kind: 'play',
        sounds: says(t('flows.templates.greetingText')),
        interruptible: true,
      },
      {
        ...node('menu', 'menu', t('flows.templates.mainMenu')),
        kind: 'menu',
        sounds: says(t('flows.templates.menuText')),
        keys: ['1', '2', '0'],
        timeoutS: 6,
        retries: 2,
        invalidSound: null,
        noInputSound: null,
      },
      node('queue', 'sales', t('flows.templates.sales')),
      node('queue', 'service', t('flows.templates.service')),
      node('queue', 'operator', t('flows.templates.operator')),
      node('voicemail', 'message', t('flows.templates.message')),
    ],
    edges: [
      edge('start', 'next', 'open'),
      edge('open', 'yes', 'greeting'),
      edge('open', 'no', 'message'),
      edge('greeting', 'next', 'menu'),
      edge('greeting', 'error', 'menu'),
      edge('menu', '1', 'sales'),
      edge('menu', '2', 'service'),
      edge('menu', '0', 'operator'),
      edge('menu', 'invalid', 'operator'),
      edge('menu', 'noInput', 'operator'),
      edge('menu', 'error', 'operator'),
      edge('sales', 'failed', 'message'),
      edge('service', 'failed', 'message'),
      edge('operator', 'failed', 'message'),
    ],
  };
}

/** Open: a queue. Closed, or nobody has time: a message. */
function queueOf(t: TFunction, language: PromptLanguage): Parts {
  return {
    nodes: [
      { ...newNode('condition', 'open', NOWHERE, language), name: t('flows.templates.open') },
      { ...newNode('queue', 'operator', NOWHERE, language), name: t('flows.templates.operator') },
      { ...newNode('voicemail', 'message', NOWHERE, language), name: t('flows.templates.message') },
    ],
    edges: [
      edge('start', 'next', 'open'),
      edge('open', 'yes', 'operator'),
      edge('open', 'no', 'message'),
      edge('operator', 'failed', 'message'),
    ],
  };
}
