import type { Flow, FlowDefinition, FlowNode, InboundRoute, Prompt } from '@zuoxi/contract';
import { pcmWav, sine } from '@zuoxi/sound';
import type { ApiUser } from './server.ts';

/** A prompt that is that tone. */
export async function tonePrompt(
  admin: ApiUser,
  url: string,
  frequency: number,
  seconds = 2,
): Promise<{ kind: 'prompt'; promptId: string }> {
  const response = await fetch(`${url}/api/prompts?name=${frequency}%20Hz&language=zh`, {
    method: 'POST',
    headers: { 'content-type': 'audio/wav', cookie: admin.cookie },
    body: new Uint8Array(pcmWav(sine(frequency, 8000 * seconds))),
  });
  if (response.status !== 200) throw new Error(`prompt: ${response.status} ${await response.text()}`);
  // The server checks every answer against the contract's shape.
  const { id } = (await response.json()) as Prompt;
  return { kind: 'prompt', promptId: id };
}

type Drawn = FlowNode extends infer Node ? (Node extends FlowNode ? Omit<Node, 'name' | 'x' | 'y'> : never) : never;

/** Edges are `from.exit>to`. */
export function drawing(nodes: readonly Drawn[], edges: readonly string[], defaultNode: string | null = null): FlowDefinition {
  const placed = [{ id: 'start', kind: 'start' as const }, ...nodes].map((node, index) => ({
    ...node,
    name: node.id,
    x: index * 200,
    y: 0,
  }));
  return {
    nodes: placed,
    edges: edges.map((edge) => {
      const [, from = '', exit = '', to = ''] = /^(\w+)\.([\w*#]+)>(\w+)$/.exec(edge) ?? [];
      return { from, exit, to };
    }),
    defaultNode,
    language: 'zh',
  };
}

async function post<T>(admin: ApiUser, path: string, body: unknown): Promise<T> {
  const answer = await admin.request('POST', path, body);
  if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

export const draft = (admin: ApiUser, name: string, definition: FlowDefinition): Promise<Flow> =>
  post(admin, '/api/flows', { name, description: '', draft: definition });

/** A flow that is published, and reached by that number. */
export async function openIvr(admin: ApiUser, calledNumber: string, definition: FlowDefinition): Promise<Flow> {
  const flow = await draft(admin, `ivr ${calledNumber}`, definition);
  const published = await post<Flow>(admin, `/api/flows/${flow.id}/publish`, { note: '' });
  await post<InboundRoute>(admin, '/api/inbound-routes', {
    calledNumber,
    destination: { kind: 'flow', flowId: flow.id },
    description: '',
  });
  return published;
}
