import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id } from './roles.ts';

/** Something of the configuration that refers to another: what a delete would break. */
export const Use = z.object({ kind: z.enum(['inboundRoute', 'queue', 'flow', 'dialRule']), id: Id, name: z.string() });
export type Use = z.infer<typeof Use>;

export const usesErrors = {
  'uses.missing': {
    status: 409,
    zh: '所选的内容已不存在，请重新选择',
    en: 'The selected item no longer exists. Choose another',
  },
  'uses.inUse': { status: 409, zh: '正被使用，请先修改：{uses}', en: 'In use. Change these first: {uses}' },
} as const satisfies Catalogue;
