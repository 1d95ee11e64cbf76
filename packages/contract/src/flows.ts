import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { problem } from './input-problems.ts';
import { PromptLanguage } from './prompts.ts';
import { DialDigits, Id, Instant } from './roles.ts';
import { SkillRequirement } from './skills.ts';
import { RequiredText, Text } from './text.ts';
import { Use } from './uses.ts';

/**
 * An IVR as it is drawn: nodes, and edges from a node's exit to the next node. Names of nodes and variables are the
 * drawer's; the exits of each kind of node are in `flowExits`.
 */
const VariableName = z.string().regex(/^([A-Za-z_][A-Za-z0-9_]{0,39})?$/);
/** What is referred to by its id; '' in a draft: not chosen yet. */
const Ref = z.union([z.literal(''), Id]);
/** Where a node is on the drawing board, in pixels. */
const Coordinate = z.number().min(-100_000).max(100_000);
/**
 * Text in which `{{name}}` stands for a variable; '' where nobody has set it. In a URL its value is percent-encoded, in a
 * JSON body escaped. Besides those the flow sets there are `flowVariables`.
 */
const Template = z.string().max(2000);

/** What is heard: a sound of the prompts page, or text that is spoken. */
export const FlowSound = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('prompt'), promptId: Ref }),
  /** Without variables it is spoken once, when the flow is published; with variables for each caller. */
  z.object({ kind: z.literal('speech'), text: Template, language: PromptLanguage }),
]);
export type FlowSound = z.infer<typeof FlowSound>;

const node = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({
    id: z.string().min(1).max(40),
    kind: z.literal(kind),
    name: Text(60),
    /** On the drawing board. */
    x: Coordinate,
    y: Coordinate,
    ...shape,
  });

const operators = ['equals', 'notEquals', 'contains', 'startsWith', 'greater', 'less', 'empty', 'notEmpty', 'matches'] as const;

export const FlowNode = z.discriminatedUnion('kind', [
  node('start', {}),
  node('play', { sounds: z.array(FlowSound).max(20), interruptible: z.boolean() }),
  node('menu', {
    sounds: z.array(FlowSound).max(20),
    /** Keys that have an exit: `0`…`9`, `*`, `#`. */
    keys: z.array(z.string().regex(/^[0-9*#]$/)).max(12),
    timeoutS: z.number().int().min(1).max(60),
    /** Further tries after a wrong key or none, before the exits `invalid` and `noInput`. */
    retries: z.number().int().min(0).max(9),
    invalidSound: FlowSound.nullable(),
    noInputSound: FlowSound.nullable(),
  }),
  node('collect', {
    sounds: z.array(FlowSound).max(20),
    variable: VariableName,
    minDigits: z.number().int().min(1).max(40),
    maxDigits: z.number().int().min(1).max(40),
    terminator: z.enum(['#', '*', '']),
    timeoutS: z.number().int().min(1).max(60),
    interDigitS: z.number().int().min(1).max(20),
    retries: z.number().int().min(0).max(9),
    /** What the whole of the digits must fit; '' = any. A regular expression without look-around and back-references. */
    pattern: z.string().max(200),
    invalidSound: FlowSound.nullable(),
    noInputSound: FlowSound.nullable(),
  }),
  node('condition', {
    test: z.discriminatedUnion('on', [
      z.object({ on: z.literal('hours'), hoursId: Ref }),
      /** A day of the holiday list that is closed. */
      z.object({ on: z.literal('holiday') }),
      /** Beginnings of caller numbers. */
      z.object({ on: z.literal('caller'), prefixes: z.array(z.string().regex(/^\+?[0-9]{1,20}$/)).max(100) }),
      z.object({ on: z.literal('variable'), variable: VariableName, operator: z.enum(operators), value: Template }),
    ]),
  }),
  node('http', {
    method: z.enum(['GET', 'POST']),
    url: Template,
    headers: z.array(z.object({ name: z.string().regex(/^[A-Za-z0-9-]{1,60}$/), value: Template })).max(20),
    /** JSON text with variables; '' = none. */
    body: Template,
    timeoutS: z.number().int().min(1).max(20),
    /**
     * From the JSON answer into variables; `path` as `data.orders[0].state`. The exit is `error` when the answer is not
     * 2xx, late, above 256 KB, or (where something is mapped) not JSON.
     */
    mapping: z.array(z.object({ path: z.string().max(200), variable: VariableName })).max(20),
  }),
  node('set', { variable: VariableName, value: Template }),
  node('queue', {
    queueId: Ref,
    priority: z.number().int().min(-100).max(100),
    skills: z.array(SkillRequirement).max(10),
    /** The queue's own greeting is left out: he has heard enough. */
    skipGreeting: z.boolean(),
  }),
  node('extension', { agentId: Ref, ringS: z.number().int().min(5).max(120) }),
  node('outside', { number: Template, ringS: z.number().int().min(5).max(120) }),
  node('voicemail', { queueId: Ref }),
  node('callback', { queueId: Ref }),
  node('flow', { flowId: Ref }),
  node('hangup', { sounds: z.array(FlowSound).max(20) }),
]);
export type FlowNode = z.infer<typeof FlowNode>;
export type FlowNodeKind = FlowNode['kind'];

/** Variables that every flow has and none sets. `weekday` is 1 (Monday) … 7; `queue` is the name of the last queue. */
export const flowVariables = [
  'caller',
  'callerName',
  'called',
  'callId',
  'date',
  'time',
  'weekday',
  'queue',
  'queueNumber',
  'httpStatus',
] as const;

/**
 * Exits a kind of node has besides a menu's keys. One that is not drawn goes to `defaultNode`, or to a word of apology and
 * the end of the call. In a flow that was entered from another one, an exit of success that is not drawn (`next`, `yes`, a
 * key …) leads back, to the exit `next` of the node that called it.
 */
export const flowExits = {
  start: ['next'],
  play: ['next', 'error'],
  menu: ['invalid', 'noInput', 'error'],
  collect: ['next', 'invalid', 'noInput', 'error'],
  condition: ['yes', 'no'],
  http: ['next', 'error'],
  set: ['next'],
  /** The queue has given the caller up: full, closed, too long, and no overflow of its own. */
  queue: ['failed'],
  extension: ['busy', 'noAnswer'],
  outside: ['busy', 'noAnswer'],
  voicemail: ['next', 'error'],
  /** The caller is told that he will be called, and the call ends; `error`: he cannot be called back (his number is hidden). */
  callback: ['error'],
  flow: ['next'],
  hangup: [],
} as const satisfies Record<FlowNodeKind, readonly string[]>;

export const FlowEdge = z.object({ from: z.string().max(40), exit: z.string().max(20), to: z.string().max(40) });
export type FlowEdge = z.infer<typeof FlowEdge>;

export const FlowDefinition = z.object({
  nodes: z
    .array(FlowNode)
    .min(1)
    .max(200)
    .refine((nodes) => new Set(nodes.map((one) => one.id)).size === nodes.length, problem('twice')),
  edges: z.array(FlowEdge).max(1000),
  /** Where exits go that are not drawn: a node, or (null) a word of apology and the end of the call. */
  defaultNode: z.string().max(40).nullable(),
  language: PromptLanguage,
});
export type FlowDefinition = z.infer<typeof FlowDefinition>;

/** Something that keeps a drawing from being published, or (`warning`) that should be looked at. Texts are in the console by `code`. */
export const FlowProblem = z.object({
  nodeId: z.string().nullable(),
  code: z.enum([
    'noStart',
    'severalStarts',
    'unreachable',
    'exitToNowhere',
    'exitNotWired',
    'promptMissing',
    'queueMissing',
    'agentMissing',
    'flowMissing',
    'hoursMissing',
    'skillMissing',
    'variableMissing',
    /** One of `flowVariables` would be set. */
    'variableReserved',
    'numberInvalid',
    'pathInvalid',
    'bodyInvalid',
    'textMissing',
    /** Two edges leave by the same exit. */
    'exitWiredTwice',
    'callsItself',
    'endlessLoop',
    'minAboveMax',
    'patternInvalid',
    'menuWithoutKeys',
    'urlInvalid',
  ]),
  warning: z.boolean(),
  detail: z.string(),
});
export type FlowProblem = z.infer<typeof FlowProblem>;

export const FlowInput = z.object({
  name: RequiredText(60),
  description: Text(200),
  draft: FlowDefinition,
});
export type FlowInput = z.infer<typeof FlowInput>;

/** Body of PUT /api/flows/:id. `updatedAt` is that of the flow it was drawn on: another one's changes are not overwritten. */
export const FlowUpdate = FlowInput.extend({ updatedAt: Instant });
export type FlowUpdate = z.infer<typeof FlowUpdate>;

/** A row of GET /api/flows. */
export const Flow = FlowInput.extend({
  id: Id,
  publishedVersion: z.number().int().nullable(),
  /** The draft is not what is published. */
  changed: z.boolean(),
  problems: z.array(FlowProblem),
  /** What would break if it were deleted. */
  usedBy: z.array(Use),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Flow = z.infer<typeof Flow>;

/** A row of GET /api/flows/:id/versions, newest first. */
export const FlowVersion = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedAt: Instant,
  publishedByName: z.string().nullable(),
  definition: FlowDefinition,
});
export type FlowVersion = z.infer<typeof FlowVersion>;

/** Body of POST /api/flows/:id/publish. With `updatedAt`, only the draft that was seen is published. */
export const PublishFlow = z.object({ note: Text(200), updatedAt: Instant.optional() });
export type PublishFlow = z.infer<typeof PublishFlow>;

const Names = z.record(z.string().max(40), z.string().max(100));

/** A flow as a file: what it refers to, by the name it has in its call centre. */
export const FlowFile = z.object({
  format: z.literal('zuoxi.flow'),
  version: z.literal(1),
  name: RequiredText(60),
  description: Text(200),
  definition: FlowDefinition,
  /** Name by the id in `definition`. Agents by account name. */
  names: z.object({ prompts: Names, queues: Names, agents: Names, flows: Names, hours: Names, skills: Names }),
});
export type FlowFile = z.infer<typeof FlowFile>;

/** What is not in this call centre under that name; the draft has a problem in its place. */
export const FlowMissing = z.object({ kind: z.enum(['prompt', 'queue', 'agent', 'flow', 'hours', 'skill']), name: z.string() });
export type FlowMissing = z.infer<typeof FlowMissing>;

export const FlowImported = z.object({ flow: Flow, missing: z.array(FlowMissing) });
export type FlowImported = z.infer<typeof FlowImported>;

/** Body of POST /api/flows/:id/test-call: who the caller is said to be, and what he is said to have dialled. */
export const FlowTestInput = z.object({ callerNumber: DialDigits, calledNumber: DialDigits });
export type FlowTestInput = z.infer<typeof FlowTestInput>;

export const FlowTestResult = z.object({ callId: Id });
export type FlowTestResult = z.infer<typeof FlowTestResult>;

/** One's own test call, for the drawing: topic `flowTest`; every delta is the whole state. */
export const FlowTestState = z.object({
  callId: Id,
  /** The flow whose draft is tried. */
  flowId: Id,
  /** `ringing`: one's own phone; `running`: in the flow; `elsewhere`: in a queue, at a phone. */
  state: z.enum(['ringing', 'running', 'elsewhere', 'ended']),
  /** The way so far, the last 300 nodes; sub-flows have their own `flowId`. `exit` null: the call is there. */
  path: z.array(z.object({ flowId: z.string(), nodeId: z.string(), exit: z.string().nullable() })),
  variables: z.record(z.string(), z.string()),
});
export type FlowTestState = z.infer<typeof FlowTestState>;

export const flowsErrors = {
  'flows.nameTaken': { status: 409, zh: '语音导航“{name}”已存在', en: 'The IVR flow "{name}" already exists' },
  'flows.changedMeanwhile': {
    status: 409,
    zh: '该语音导航已被他人修改，请重新打开后再改',
    en: 'Someone else has changed this IVR flow. Reopen it and make your change again',
  },
  'flows.hasProblems': {
    status: 409,
    zh: '解决 {count} 个问题后才能发布或试拨',
    en: 'Fix all problems ({count}) before publishing or testing',
  },
} as const satisfies Catalogue;
