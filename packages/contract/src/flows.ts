import { z } from 'zod';
import { PromptLanguage, SkillRequirement } from './destinations.ts';
import { DialDigits, Id, Instant } from './roles.ts';

/**
 * An IVR as it is drawn: nodes, and edges from a node's exit to the next node. Names of nodes and variables are the
 * drawer's; the exits of each kind of node are in `flowExits`.
 */
const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/);
/** Text in which `{{name}}` stands for a variable. */
const Template = z.string().max(2000);

/** What is heard: a sound of the prompts page, or text that is spoken. */
export const FlowSound = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('prompt'), promptId: Id }),
  z.object({ kind: z.literal('speech'), text: Template, language: PromptLanguage }),
]);
export type FlowSound = z.infer<typeof FlowSound>;

const node = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({
    id: z.string().min(1).max(40),
    kind: z.literal(kind),
    name: z.string().trim().max(60),
    /** On the drawing board. */
    x: z.number(),
    y: z.number(),
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
    /** A regular expression that the whole of the digits must fit; '' = any. */
    pattern: z.string().max(200),
    invalidSound: FlowSound.nullable(),
    noInputSound: FlowSound.nullable(),
  }),
  node('condition', {
    test: z.discriminatedUnion('on', [
      z.object({ on: z.literal('hours'), hoursId: Id }),
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
    /** From the JSON answer into variables; `path` as `data.orders[0].state`. */
    mapping: z.array(z.object({ path: z.string().max(200), variable: VariableName })).max(20),
  }),
  node('set', { variable: VariableName, value: Template }),
  node('queue', {
    queueId: Id,
    priority: z.number().int().min(-100).max(100),
    skills: z.array(SkillRequirement).max(10),
    /** The queue's own greeting is left out: he has heard enough. */
    skipGreeting: z.boolean(),
  }),
  node('extension', { agentId: Id, ringS: z.number().int().min(5).max(120) }),
  node('outside', { number: z.union([DialDigits, Template]), ringS: z.number().int().min(5).max(120) }),
  node('voicemail', { queueId: Id }),
  node('callback', { queueId: Id }),
  node('flow', { flowId: Id }),
  node('hangup', { sounds: z.array(FlowSound).max(20) }),
]);
export type FlowNode = z.infer<typeof FlowNode>;
export type FlowNodeKind = FlowNode['kind'];

/** Exits a kind of node has besides a menu's keys. An exit that is not drawn goes where `defaultExit` of the flow says. */
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
  /** The caller is told that he will be called, and then `next`; `error`: a callback is not possible (number hidden, asked for already). */
  callback: ['next', 'error'],
  flow: ['next'],
  hangup: [],
} as const satisfies Record<FlowNodeKind, readonly string[]>;

export const FlowEdge = z.object({ from: z.string().max(40), exit: z.string().max(20), to: z.string().max(40) });
export type FlowEdge = z.infer<typeof FlowEdge>;

export const FlowDefinition = z.object({
  nodes: z.array(FlowNode).min(1).max(200),
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
  name: z.string().trim().min(1).max(60),
  description: z.string().trim().max(200),
  draft: FlowDefinition,
});
export type FlowInput = z.infer<typeof FlowInput>;

/** A row of GET /api/flows. */
export const Flow = FlowInput.extend({
  id: Id,
  publishedVersion: z.number().int().nullable(),
  /** The draft is not what is published. */
  changed: z.boolean(),
  problems: z.array(FlowProblem),
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
