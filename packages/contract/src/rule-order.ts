import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id } from './roles.ts';

/** PUT /api/inbound-routes/order, PUT /api/dial-rules/order: all ids, each once, the first one on top. */
export const RuleOrder = z.object({ ids: z.array(Id).min(1).max(10_000) });
export type RuleOrder = z.infer<typeof RuleOrder>;

export const ruleOrderErrors = {
  'ruleOrder.outdated': {
    status: 409,
    zh: '规则已被他人修改，请刷新后重新排序',
    en: 'Someone else changed the rules. Refresh and reorder again',
  },
} as const satisfies Catalogue;
