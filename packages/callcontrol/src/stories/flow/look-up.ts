import type { ServiceAnswer } from '../../port/services.ts';
import { enterPhase } from '../../rules/phases.ts';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { HttpNode } from '../../world/flow-definition.ts';
import { readPath } from './json-path.ts';
import { filled, setHttpStatus, setVariable } from './variables.ts';

/** Whoever makes the request keeps the node's time; this is for the case that he says nothing. */
const GUARD_MS = 3000;

/** More of an answer is refused, in characters. */
const LONGEST_ANSWER = 256 * 1024;

export function lookUp(step: Step, call: Call, node: HttpNode): void {
  if (!call.flow) return;
  call.flow.doing = { kind: 'http' };
  setHttpStatus(call, null);
  enterPhase(step, call, { phase: 'flow' }, step.now + node.timeoutS * 1000 + GUARD_MS);
  step.request(call, {
    ask: 'http',
    tenantId: call.tenantId,
    method: node.method,
    url: filled(step, call, node.url, 'url'),
    headers: Object.fromEntries(node.headers.map(({ name, value }) => [name, filled(step, call, value, 'header')])),
    body: node.method === 'POST' ? filled(step, call, node.body, 'json') : '',
    timeoutS: node.timeoutS,
  });
}

/** Takes what is wanted out of the answer. */
export function lookedUp(call: Call, node: HttpNode, answer: ServiceAnswer): 'next' | 'error' {
  if (answer.ask !== 'http') return 'error';
  setHttpStatus(call, answer.status);
  if (answer.status < 200 || answer.status > 299 || answer.body.length > LONGEST_ANSWER) return 'error';
  // Where nothing is read, nothing has to be there.
  if (node.mapping.length === 0) return 'next';
  let json: unknown;
  try {
    json = JSON.parse(answer.body);
  } catch {
    return 'error';
  }
  for (const { path, variable } of node.mapping) setVariable(call, variable, readPath(json, path));
  return 'next';
}
