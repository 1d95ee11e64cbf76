import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { PageQuery } from './list.ts';
import { Id, Instant } from './roles.ts';

/** A row of GET /api/voicemail: what a caller has left to a queue. The sound itself: GET /api/voicemail/:id/audio (ranges; `?download=1`). */
export const VoicemailMessage = z.object({
  id: Id,
  callId: Id,
  queueId: Id,
  queueName: z.string(),
  queueNumber: z.string(),
  customerNumber: z.string(),
  customerName: z.string().nullable(),
  startedAt: Instant,
  /** `empty`: shorter than a second, or nothing to hear on it; `missing`: no engine has it. */
  state: z.enum(['recording', 'ready', 'missing', 'empty']),
  durationS: z.number(),
  bytes: z.number().int(),
  /** Null: nobody has dealt with it yet. */
  handledAt: Instant.nullable(),
  handledByName: z.string().nullable(),
});
export type VoicemailMessage = z.infer<typeof VoicemailMessage>;

export const VoicemailQuery = PageQuery.extend({
  number: z.string().max(32).optional(),
  queueId: Id.optional(),
  handled: z.enum(['yes', 'no']).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type VoicemailQuery = z.infer<typeof VoicemailQuery>;

/** PUT /api/voicemail/:id/handled */
export const VoicemailHandled = z.object({ handled: z.boolean() });

/** GET /api/voicemail/unhandled: messages one may hear and nobody has dealt with. */
export const VoicemailUnhandled = z.object({ count: z.number().int() });
export type VoicemailUnhandled = z.infer<typeof VoicemailUnhandled>;

export const voicemailErrors = {
  'voicemail.missing': { status: 404, zh: '留言文件不存在或尚未保存完成', en: 'The voicemail message is missing or not ready yet' },
} as const satisfies Catalogue;
