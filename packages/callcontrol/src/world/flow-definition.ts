import type { SkillNeed, SpokenLanguage } from './terms.ts';

/** An IVR as it is drawn: nodes, and edges from a node's exit to the next node. As the contract's FlowDefinition, without the drawing. */
export interface FlowDefinition {
  nodes: readonly FlowNode[];
  edges: readonly { from: string; exit: string; to: string }[];
  /** Where exits go that are not drawn; null: a word of apology and the end. */
  defaultNode: string | null;
  language: SpokenLanguage;
}

export type FlowSound = { kind: 'prompt'; promptId: string } | { kind: 'speech'; text: string; language: SpokenLanguage };

/** What menu and collect do when nothing, or something else, comes. */
interface Asking {
  sounds: readonly FlowSound[];
  timeoutS: number;
  retries: number;
  /** Null: what ships with the product. */
  invalidSound: FlowSound | null;
  noInputSound: FlowSound | null;
}

export type MenuNode = { id: string; kind: 'menu'; keys: readonly string[] } & Asking;

export type CollectNode = {
  id: string;
  kind: 'collect';
  variable: string;
  minDigits: number;
  maxDigits: number;
  terminator: '#' | '*' | '';
  interDigitS: number;
  pattern: string;
} & Asking;

export type FlowTest =
  | { on: 'hours'; hoursId: string }
  | { on: 'holiday' }
  | { on: 'caller'; prefixes: readonly string[] }
  | { on: 'variable'; variable: string; operator: FlowOperator; value: string };

export type FlowOperator = 'equals' | 'notEquals' | 'contains' | 'startsWith' | 'greater' | 'less' | 'empty' | 'notEmpty' | 'matches';

export interface HttpNode {
  id: string;
  kind: 'http';
  method: 'GET' | 'POST';
  url: string;
  headers: readonly { name: string; value: string }[];
  body: string;
  timeoutS: number;
  mapping: readonly { path: string; variable: string }[];
}

export type FlowNode =
  | { id: string; kind: 'start' }
  | { id: string; kind: 'play'; sounds: readonly FlowSound[]; interruptible: boolean }
  | MenuNode
  | CollectNode
  | { id: string; kind: 'condition'; test: FlowTest }
  | HttpNode
  | { id: string; kind: 'set'; variable: string; value: string }
  | { id: string; kind: 'queue'; queueId: string; priority: number; skills: readonly SkillNeed[]; skipGreeting: boolean }
  | { id: string; kind: 'extension'; agentId: string; ringS: number }
  | { id: string; kind: 'outside'; number: string; ringS: number }
  | { id: string; kind: 'voicemail'; queueId: string }
  | { id: string; kind: 'callback'; queueId: string }
  | { id: string; kind: 'flow'; flowId: string }
  | { id: string; kind: 'hangup'; sounds: readonly FlowSound[] };

export type FlowNodeKind = FlowNode['kind'];

/** What the directory keeps of one version. */
export interface PublishedFlow {
  tenantId: string;
  version: number;
  definition: FlowDefinition;
}
