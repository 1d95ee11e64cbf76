import type { Flow, FlowDefinition, FlowNode, InboundRoute, Prompt } from '@zuoxi/contract';
import { sine } from '../../packages/softswitch/test/media/tone-detector.ts';
import type { ApiUser } from './server.ts';

/** Seconds of a tone as WAV, 8 kHz, 16 bit, mono: a prompt that a test can recognise. */
function toneWav(frequency: number, seconds: number): Buffer {
  const samples = Buffer.from(sine(frequency, 8000 * seconds).buffer);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

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
    body: new Uint8Array(toneWav(frequency, seconds)),
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
