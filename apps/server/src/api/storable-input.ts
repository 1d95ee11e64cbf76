import { isStorable } from '@zuoxi/contract';
import { DomainError } from '@zuoxi/kit';
import type { FastifyRequest } from 'fastify';

/**
 * Every string that comes in by a request, whatever its schema says of it: NFC, and refused with the name of its field when it cannot be
 * stored. A field that is added later is covered without a line of its own. A sound file (a Buffer) is no text.
 */
export function requireStorable(request: Pick<FastifyRequest, 'params' | 'query' | 'body'>): void {
  for (const part of ['params', 'query', 'body'] as const) request[part] = storable(request[part], part);
}

function storable(root: unknown, part: string): unknown {
  if (typeof root === 'string') return storableText(root, part);
  if (!isTree(root)) return root;
  const open: { node: Record<string, unknown>; path: string }[] = [{ node: root, path: '' }];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const [name, value] of Object.entries(next.node)) {
      if (!isStorable(name)) throw unstorable(next.path || part);
      const path = next.path ? `${next.path}.${name}` : name;
      if (typeof value === 'string') {
        const text = storableText(value, path);
        if (text !== value) next.node[name] = text;
      } else if (isTree(value)) open.push({ node: value, path });
    }
  }
  return root;
}

function storableText(text: string, field: string): string {
  if (!isStorable(text)) throw unstorable(field);
  return text.normalize('NFC');
}

const unstorable = (field: string) => new DomainError('request.unstorable', { field });

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
