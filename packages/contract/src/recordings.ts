import { z } from 'zod';
import { CallType } from './calls.ts';
import type { Catalogue } from './catalogue.ts';
import { Id, Instant } from './roles.ts';

/** A row of GET /api/recordings. The sound itself: GET /api/recordings/:id/audio (ranges; `?download=1` as attachment). */
export const Recording = z.object({
  id: Id,
  callId: Id,
  startedAt: Instant,
  customerNumber: z.string(),
  customerName: z.string().nullable(),
  queueId: Id.nullable(),
  queueName: z.string(),
  agentId: Id.nullable(),
  agentName: z.string().nullable(),
  extension: z.string(),
  type: CallType,
  durationS: z.number(),
  bytes: z.number().int(),
  /** Seconds that were lost on a full disk or while the engine stood still: silence in the sound, or missing at its end. */
  gapS: z.number(),
  /** `ready`: length fits the talk time and both sides were heard. Else what the check after the call found; `damaged`: it has a gap. `removed`: deleted to keep the disk free. */
  state: z.enum(['recording', 'ready', 'missing', 'damaged', 'short', 'silent', 'removed']),
});
export type Recording = z.infer<typeof Recording>;

export const recordingsErrors = {
  'recordings.missing': { status: 404, zh: '录音文件不存在或尚未保存完成', en: 'The recording file is missing or not ready yet' },
} as const satisfies Catalogue;
