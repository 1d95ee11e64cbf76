import { compilePattern, isBuiltIn, PatternError, parsePath, placeholders } from '@zuoxi/callcontrol';
import { type FlowDefinition, type FlowNode, type FlowProblem, flowExits } from '@zuoxi/contract';
import { type ReferenceKind, referencesOf, soundsOf } from './references.ts';

type Code = FlowProblem['code'];

/** What there is in the call centre, besides the drawing itself. */
export interface Known {
  /** Null: a drawing that is not kept yet. */
  flowId: string | null;
  ids: Readonly<Record<ReferenceKind, ReadonlySet<string>>>;
  /** By flow: the flows that its published version enters. Flows without one are not in it. */
  subFlows: ReadonlyMap<string, readonly string[]>;
}

/** What keeps a drawing from being published, and (`warning`) what should be looked at. Nothing is read but the arguments. */
export function flowProblems(definition: FlowDefinition, known: Known): FlowProblem[] {
  return [
    ...problemsOfStart(definition),
    ...problemsOfEdges(definition),
    ...problemsOfReferences(definition, known),
    ...definition.nodes.flatMap(problemsOfNode),
    ...problemsOfWays(definition),
  ];
}

const problem = (nodeId: string | null, code: Code, detail = '', warning = false): FlowProblem => ({ nodeId, code, warning, detail });

/** All exits of that node, a menu's keys among them. */
const exitsOf = (node: FlowNode): string[] => [...(node.kind === 'menu' ? node.keys : []), ...flowExits[node.kind]];

function problemsOfStart({ nodes }: FlowDefinition): FlowProblem[] {
  const starts = nodes.filter((node) => node.kind === 'start');
  if (starts.length === 0) return [problem(null, 'noStart')];
  return starts.slice(1).map((node) => problem(node.id, 'severalStarts'));
}

function problemsOfEdges({ nodes, edges, defaultNode }: FlowDefinition): FlowProblem[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const problems: FlowProblem[] = [];
  const wired = new Set<string>();
  for (const { from, exit, to } of edges) {
    const node = byId.get(from);
    const exitKey = `${from} ${exit}`;
    if (!node || !byId.has(to) || !exitsOf(node).includes(exit)) problems.push(problem(node ? from : null, 'exitToNowhere', exit));
    else if (wired.has(exitKey)) problems.push(problem(from, 'exitWiredTwice', exit));
    wired.add(exitKey);
  }
  if (defaultNode !== null && !byId.has(defaultNode)) problems.push(problem(null, 'exitToNowhere', 'default'));
  for (const node of nodes) {
    for (const exit of exitsOf(node)) if (!wired.has(`${node.id} ${exit}`)) problems.push(problem(node.id, 'exitNotWired', exit, true));
  }
  return problems;
}

const missing: Readonly<Record<ReferenceKind, Code>> = {
  prompt: 'promptMissing',
  queue: 'queueMissing',
  agent: 'agentMissing',
  flow: 'flowMissing',
  hours: 'hoursMissing',
  skill: 'skillMissing',
};

function problemsOfReferences(definition: FlowDefinition, { flowId, ids, subFlows }: Known): FlowProblem[] {
  return referencesOf(definition).flatMap(({ kind, nodeId, id }) => {
    if (kind === 'flow' && id !== '' && leadsTo(id, flowId, subFlows)) return [problem(nodeId, 'callsItself')];
    // A flow that was never published is nothing a caller can enter.
    const isThere = ids[kind].has(id) && (kind !== 'flow' || subFlows.has(id));
    return isThere ? [] : [problem(nodeId, missing[kind])];
  });
}

function leadsTo(from: string, to: string | null, subFlows: Known['subFlows']): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let flowId = open.pop(); flowId !== undefined; flowId = open.pop()) {
    if (flowId === to) return true;
    if (seen.has(flowId)) continue;
    seen.add(flowId);
    open.push(...(subFlows.get(flowId) ?? []));
  }
  return false;
}

function problemsOfNode(node: FlowNode): FlowProblem[] {
  const silent = soundsOf(node).some((sound) => sound.kind === 'speech' && sound.text.trim() === '');
  return [...(silent ? [problem(node.id, 'textMissing')] : []), ...problemsOfKind(node)];
}

function problemsOfKind(node: FlowNode): FlowProblem[] {
  switch (node.kind) {
    case 'menu':
      return node.keys.length === 0 ? [problem(node.id, 'menuWithoutKeys')] : [];
    case 'collect':
      return [
        ...problemsOfVariable(node.id, node.variable),
        ...(node.minDigits > node.maxDigits ? [problem(node.id, 'minAboveMax')] : []),
        ...problemsOfPattern(node.id, node.pattern),
      ];
    case 'set':
      return problemsOfVariable(node.id, node.variable);
    case 'condition': {
      const { test } = node;
      if (test.on !== 'variable') return [];
      if (test.variable === '') return [problem(node.id, 'variableMissing')];
      // With variables in it, it is read when a caller is there; one that cannot be used fits nothing.
      const isFixed = test.operator === 'matches' && placeholders(test.value).length === 0;
      return isFixed ? problemsOfPattern(node.id, test.value) : [];
    }
    case 'http':
      return problemsOfLookUp(node);
    case 'outside':
      return placeholders(node.number).length === 0 && !/^\+?[0-9*#]{1,32}$/.test(node.number.replace(/[\s-]/g, ''))
        ? [problem(node.id, 'numberInvalid', node.number)]
        : [];
    default:
      return [];
  }
}

function problemsOfVariable(nodeId: string, name: string): FlowProblem[] {
  if (name === '') return [problem(nodeId, 'variableMissing')];
  return isBuiltIn(name) ? [problem(nodeId, 'variableReserved', name)] : [];
}

function problemsOfPattern(nodeId: string, pattern: string): FlowProblem[] {
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    if (error instanceof PatternError) return [problem(nodeId, 'patternInvalid', error.message)];
    throw error;
  }
}

function problemsOfLookUp(node: Extract<FlowNode, { kind: 'http' }>): FlowProblem[] {
  const problems = node.mapping.flatMap(({ path, variable }) => [
    ...problemsOfVariable(node.id, variable),
    ...(parsePath(path) ? [] : [problem(node.id, 'pathInvalid', path)]),
  ]);
  if (!isUsableUrl(node.url)) problems.push(problem(node.id, 'urlInvalid', node.url.slice(0, 100)));
  if (node.method === 'POST' && !isUsableBody(node.body)) problems.push(problem(node.id, 'bodyInvalid'));
  return problems;
}

/** Variables stand behind the host: whom to ask is not the caller's choice. */
function isUsableUrl(template: string): boolean {
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(template) ?? [];
  if (authority === '' || /[{}@\s]/.test(authority)) return false;
  return URL.canParse(template.replace(/\{\{[^{}]*\}\}/g, 'x'));
}

/** JSON, whatever the variables are: text inside of quotes, a number outside. */
function isUsableBody(template: string): boolean {
  if (template.trim() === '') return true;
  try {
    JSON.parse(template.replace(/\{\{[^{}]*\}\}/g, '0'));
    return true;
  } catch {
    return false;
  }
}

/** Nodes where nobody is waited for: a circle of them alone is never left. */
const PASSING: readonly FlowNode['kind'][] = ['start', 'set', 'condition'];

function problemsOfWays(definition: FlowDefinition): FlowProblem[] {
  const { nodes, edges, defaultNode } = definition;
  const start = nodes.find((node) => node.kind === 'start');
  const next = Map.groupBy(edges, (edge) => edge.from);
  const reached = reachable([start?.id, defaultNode ?? undefined], (id) => next.get(id)?.map((edge) => edge.to) ?? []);
  const passing = new Set(nodes.filter((node) => PASSING.includes(node.kind)).map((node) => node.id));
  const passedTo = (id: string) => next.get(id)?.flatMap((edge) => (passing.has(edge.to) ? [edge.to] : [])) ?? [];
  return nodes.flatMap((node) => {
    if (start && !reached.has(node.id)) return [problem(node.id, 'unreachable', '', true)];
    const isCircle = passing.has(node.id) && reachable(passedTo(node.id), passedTo).has(node.id);
    return isCircle ? [problem(node.id, 'endlessLoop')] : [];
  });
}

function reachable(from: readonly (string | undefined)[], next: (id: string) => readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = from.filter((id) => id !== undefined);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...next(id));
  }
  return reached;
}
