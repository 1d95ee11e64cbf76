import type { FlowDefinition, FlowProblem } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { exitText } from './drawing/exits.ts';
import type { Validity } from './drawing/valid.ts';

/** `fieldInvalid`: the server would not even take it; only the console knows such drawings. */
export type ShownProblem = Omit<FlowProblem, 'code'> & { code: FlowProblem['code'] | 'fieldInvalid' };

/** What the server has found in the last draft it got, as far as it is still drawn; errors first. */
export function problemsOf({ nodes }: FlowDefinition, found: readonly FlowProblem[], validity: Validity): ShownProblem[] {
  const ids = new Set(nodes.map((node) => node.id));
  const invalid = [...validity.nodes].map((nodeId): ShownProblem => ({ nodeId, code: 'fieldInvalid', warning: false, detail: '' }));
  const still = found.filter((problem) => problem.nodeId === null || ids.has(problem.nodeId));
  const order = (problem: ShownProblem) => (problem.warning ? 1 : 0);
  return [...invalid, ...still].sort((a, b) => order(a) - order(b));
}

export function problemText(t: TFunction, problem: ShownProblem, { nodes }: FlowDefinition): string {
  const { code, nodeId, detail } = problem;
  const node = nodes.find((one) => one.id === nodeId);
  const isAboutExit = code === 'exitNotWired' || code === 'exitWiredTwice' || (code === 'exitToNowhere' && node !== undefined);
  return t(`flows.problemTexts.${code}`, { detail: isAboutExit && node ? exitText(t, node.kind, detail) : detail });
}
