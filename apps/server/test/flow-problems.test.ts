import { FlowDefinition, type FlowNode, type FlowProblem } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { flowProblems, type Known } from '../src/modules/flows/index.ts';

const id = (n: number) => `01a00000-0000-7000-8000-00000000000${n}`;
const [PROMPT, QUEUE, AGENT, FLOW, HOURS, SKILL, OWN, UNPUBLISHED] = [1, 2, 3, 4, 5, 6, 7, 8].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

const known: Known = {
  flowId: OWN,
  ids: {
    prompt: new Set([PROMPT]),
    queue: new Set([QUEUE]),
    agent: new Set([AGENT]),
    flow: new Set([FLOW, OWN, UNPUBLISHED]),
    hours: new Set([HOURS]),
    skill: new Set([SKILL]),
  },
  subFlows: new Map([
    [FLOW, []],
    [OWN, []],
  ]),
};

type Loose = { id: string; kind: FlowNode['kind'] } & Record<string, unknown>;
const prompt = { kind: 'prompt', promptId: PROMPT };
const asking = { sounds: [prompt], timeoutS: 5, retries: 1, invalidSound: null, noInputSound: null };
const collect: Loose = {
  id: 'a',
  kind: 'collect',
  ...asking,
  variable: 'x',
  minDigits: 1,
  maxDigits: 4,
  terminator: '#',
  interDigitS: 3,
  pattern: '',
};
const http: Loose = {
  id: 'a',
  kind: 'http',
  method: 'POST',
  url: 'https://crm.example/{{x}}?n={{caller}}',
  headers: [],
  body: '{"x":"{{x}}","n":{{n}}}',
  timeoutS: 5,
  mapping: [{ path: 'a[0].b', variable: 'y' }],
};
const end: Loose = { id: 'end', kind: 'hangup', sounds: [] };
const toQueue: Loose = { id: 'a', kind: 'queue', queueId: QUEUE, priority: 0, skills: [], skipGreeting: false };

/** Edges are `from.exit>to`; the start leads to `a` and its `next` to the end, unless others are given. */
function problemsOf(nodes: Loose[], edges: string[] = [], more: Record<string, unknown> = {}, knows: Known = known): FlowProblem[] {
  const definition = FlowDefinition.parse({
    nodes: [{ id: 'start', kind: 'start' }, ...nodes, ...(nodes.some((node) => node.id === 'end') ? [] : [end])].map((node) => ({
      name: '',
      x: 0,
      y: 0,
      ...node,
    })),
    edges: ['start.next>a', 'a.next>end', ...edges].map((edge) => {
      const [, from, exit, to] = /^(\w+)\.([\w#*]+)>(\w+)$/.exec(edge) ?? [];
      return { from, exit, to };
    }),
    defaultNode: null,
    language: 'zh',
    ...more,
  });
  return flowProblems(definition, knows);
}

const errorsOf = (...args: Parameters<typeof problemsOf>) => problemsOf(...args).filter((problem) => !problem.warning);
const codes = (problems: readonly FlowProblem[]) => problems.map((problem) => problem.code);

describe('a drawing', () => {
  it('in which all is well has no problems', () => {
    expect(problemsOf([http], ['a.error>end'])).toEqual([]);
    expect(errorsOf([collect])).toEqual([]);
  });

  it('has one start', () => {
    const without = { nodes: [{ ...end, name: '', x: 0, y: 0 }], edges: [] };
    expect(problemsOf([], [], without)).toEqual([{ nodeId: null, code: 'noStart', warning: false, detail: '' }]);
    expect(errorsOf([collect, { id: 'second', kind: 'start' }])).toMatchObject([{ nodeId: 'second', code: 'severalStarts' }]);
  });

  it('warns of what nobody comes to', () => {
    const island = { ...toQueue, id: 'island' };
    expect(problemsOf([collect, island])).toContainEqual({ nodeId: 'island', code: 'unreachable', warning: true, detail: '' });
    expect(codes(problemsOf([collect, island], [], { defaultNode: 'island' }))).not.toContain('unreachable');
  });

  it('leads nowhere but to its nodes, from their exits, once', () => {
    expect(errorsOf([collect], ['a.invalid>gone'])).toMatchObject([{ nodeId: 'a', code: 'exitToNowhere', detail: 'invalid' }]);
    expect(errorsOf([collect], ['gone.next>a'])).toMatchObject([{ nodeId: null, code: 'exitToNowhere' }]);
    expect(errorsOf([collect], ['a.busy>end'])).toMatchObject([{ nodeId: 'a', code: 'exitToNowhere', detail: 'busy' }]);
    expect(errorsOf([collect], [], { defaultNode: 'gone' })).toMatchObject([{ nodeId: null, code: 'exitToNowhere', detail: 'default' }]);
    expect(errorsOf([collect], ['a.next>a'])).toMatchObject([{ nodeId: 'a', code: 'exitWiredTwice', detail: 'next' }]);
  });

  it('warns of exits that lead to the default', () => {
    const menu = { id: 'a', kind: 'menu' as const, ...asking, keys: ['1', '#'] };
    const warned = problemsOf([menu], ['a.1>end'], {
      edges: [
        { from: 'start', exit: 'next', to: 'a' },
        { from: 'a', exit: '1', to: 'end' },
      ],
    });
    expect(warned.map(({ code, detail, warning }) => [code, detail, warning])).toEqual(
      ['#', 'invalid', 'noInput', 'error'].map((exit) => ['exitNotWired', exit, true]),
    );
  });

  it.each<[string, Loose, string]>([
    ['promptMissing', { ...collect, invalidSound: { kind: 'prompt', promptId: QUEUE } }, 'a'],
    ['promptMissing', { ...collect, sounds: [{ kind: 'prompt', promptId: '' }] }, 'a'],
    ['queueMissing', { ...toQueue, queueId: '' }, 'a'],
    ['queueMissing', { id: 'a', kind: 'voicemail', queueId: AGENT }, 'a'],
    ['queueMissing', { id: 'a', kind: 'callback', queueId: AGENT }, 'a'],
    ['skillMissing', { ...toQueue, skills: [{ skillId: QUEUE, minLevel: 1, relax: [] }] }, 'a'],
    ['agentMissing', { id: 'a', kind: 'extension', agentId: QUEUE, ringS: 20 }, 'a'],
    ['flowMissing', { id: 'a', kind: 'flow', flowId: QUEUE }, 'a'],
    ['flowMissing', { id: 'a', kind: 'flow', flowId: UNPUBLISHED }, 'a'],
    ['hoursMissing', { id: 'a', kind: 'condition', test: { on: 'hours', hoursId: QUEUE } }, 'a'],
  ])('says %s', (code, node, nodeId) => {
    expect(problemsOf([node]).filter((problem) => problem.code === code)).toMatchObject([{ nodeId, warning: false }]);
  });

  it('refers to what is there', () => {
    const nodes: Loose[] = [
      { ...toQueue, id: 'q', skills: [{ skillId: SKILL, minLevel: 1, relax: [] }] },
      { id: 'e', kind: 'extension', agentId: AGENT, ringS: 20 },
      { id: 'f', kind: 'flow', flowId: FLOW },
      { id: 'h', kind: 'condition', test: { on: 'hours', hoursId: HOURS } },
    ];
    expect(codes(problemsOf([collect, ...nodes])).filter((code) => code.endsWith('Missing'))).toEqual([]);
  });

  it('does not call itself, over others neither', () => {
    const sub: Loose = { id: 'a', kind: 'flow', flowId: OWN };
    expect(errorsOf([sub])).toMatchObject([{ nodeId: 'a', code: 'callsItself' }]);
    const around = {
      ...known,
      subFlows: new Map([
        [FLOW, [UNPUBLISHED]],
        [UNPUBLISHED, [OWN]],
      ]),
    };
    expect(errorsOf([{ ...sub, flowId: FLOW }], [], {}, around)).toMatchObject([{ code: 'callsItself' }]);
    const elsewhere = {
      ...known,
      subFlows: new Map([
        [FLOW, [UNPUBLISHED]],
        [UNPUBLISHED, [FLOW]],
      ]),
    };
    expect(errorsOf([{ ...sub, flowId: FLOW }], [], {}, elsewhere)).toEqual([]);
  });

  it('does not go round where nobody is waited for', () => {
    const set = (name: string): Loose => ({ id: name, kind: 'set', variable: 'x', value: '' });
    const edges = [
      { from: 'start', exit: 'next', to: 'a' },
      { from: 'a', exit: 'next', to: 'b' },
      { from: 'b', exit: 'next', to: 'a' },
    ];
    expect(codes(errorsOf([set('a'), set('b')], [], { edges }))).toEqual(['endlessLoop', 'endlessLoop']);
    expect(codes(errorsOf([set('a'), { ...collect, id: 'b' }], [], { edges }))).toEqual([]);
  });

  it.each<[string, Loose]>([
    ['minAboveMax', { ...collect, minDigits: 5 }],
    ['patternInvalid', { ...collect, pattern: '(a+' }],
    ['patternInvalid', { ...collect, pattern: '(\\d)\\1' }],
    ['patternInvalid', { id: 'a', kind: 'condition', test: { on: 'variable', variable: 'x', operator: 'matches', value: '[' } }],
    ['variableMissing', { ...collect, variable: '' }],
    ['variableMissing', { id: 'a', kind: 'set', variable: '', value: '' }],
    ['variableMissing', { id: 'a', kind: 'condition', test: { on: 'variable', variable: '', operator: 'empty', value: '' } }],
    ['variableReserved', { id: 'a', kind: 'set', variable: 'caller', value: '' }],
    ['variableReserved', { ...http, mapping: [{ path: 'a', variable: 'callId' }] }],
    ['menuWithoutKeys', { id: 'a', kind: 'menu', ...asking, keys: [] }],
    ['urlInvalid', { ...http, url: 'ftp://crm.example/' }],
    ['urlInvalid', { ...http, url: 'https://{{host}}/x' }],
    ['urlInvalid', { ...http, url: 'https://user:secret@crm.example/' }],
    ['urlInvalid', { ...http, url: 'crm.example' }],
    ['pathInvalid', { ...http, mapping: [{ path: 'a..b', variable: 'x' }] }],
    ['bodyInvalid', { ...http, body: '{"x":' }],
    ['numberInvalid', { id: 'a', kind: 'outside', number: '', ringS: 20 }],
    ['numberInvalid', { id: 'a', kind: 'outside', number: 'sip:me@home', ringS: 20 }],
    ['textMissing', { ...collect, sounds: [{ kind: 'speech', text: ' ', language: 'zh' }] }],
  ])('says %s', (code, node) => {
    expect(problemsOf([node]).filter((problem) => problem.code === code)).toMatchObject([{ nodeId: 'a', warning: false }]);
  });

  it('leaves to the moment of the call what has variables in it', () => {
    const test = { on: 'variable', variable: 'x', operator: 'matches', value: '{{pattern}}[' };
    expect(codes(problemsOf([{ id: 'a', kind: 'condition', test }]))).not.toContain('patternInvalid');
    expect(codes(problemsOf([{ id: 'a', kind: 'outside', number: '0{{number}}', ringS: 20 }]))).not.toContain('numberInvalid');
    expect(codes(problemsOf([{ ...http, method: 'GET', body: 'not sent' }]))).not.toContain('bodyInvalid');
  });
});
