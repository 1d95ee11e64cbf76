import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FloodOrder, FloodReport } from './flood-worker.ts';

function isReport(value: unknown): value is FloodReport {
  return typeof value === 'object' && value !== null && 'sentBytes' in value && 'receivedBytes' in value;
}

/** Sends as ordered, in a thread of its own. */
export async function flood(order: FloodOrder): Promise<FloodReport> {
  const worker = new Worker(new URL('./flood-worker.ts', import.meta.url), { workerData: order });
  const [report]: unknown[] = await once(worker, 'message');
  await worker.terminate();
  if (!isReport(report)) throw new Error('the flood reported nothing');
  return report;
}

/** A request as scanners and floods send them, to be filled in by the flood. */
export function floodTemplate(method: string, sipPort: number, headers: readonly string[] = [], body = ''): string {
  const user = method === 'REGISTER' ? '' : '100@';
  return [
    `${method} sip:${user}127.0.0.1:${sipPort} SIP/2.0`,
    'Via: SIP/2.0/UDP @ADDRESS@:@PORT@;rport;branch=z9hG4bK@N@',
    'Max-Forwards: 70',
    'From: "scan" <sip:100@127.0.0.1>;tag=@N@',
    'To: <sip:100@127.0.0.1>',
    'Call-ID: @N@@ADDRESS@',
    `CSeq: 1 ${method}`,
    'Contact: <sip:100@@ADDRESS@:@PORT@>',
    'User-Agent: friendly-scanner',
    ...headers,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
