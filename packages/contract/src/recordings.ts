import { z } from 'zod';
import { CallType, callFilters, callTypeLabels } from './calls.ts';
import type { Catalogue } from './catalogue.ts';
import { column, defineList, filter, type Titled } from './list.ts';
import { Id, Instant } from './roles.ts';

export const RecordingState = z.enum(['recording', 'ready', 'missing', 'damaged', 'short', 'silent', 'removed']);
export type RecordingState = z.infer<typeof RecordingState>;

export const recordingStateLabels = {
  recording: { zh: '录音中', en: 'Recording' },
  ready: { zh: '正常', en: 'Good' },
  missing: { zh: '缺失', en: 'Missing' },
  damaged: { zh: '有缺口', en: 'Gap' },
  short: { zh: '不完整', en: 'Incomplete' },
  silent: { zh: '无声', en: 'Silent' },
  removed: { zh: '已清理', en: 'Deleted' },
} as const satisfies Record<RecordingState, Titled>;

/** A call's, or `conference`. */
export const recordingTypeLabels = { ...callTypeLabels, conference: { zh: '多方会议', en: 'Conference' } } as const;

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
  type: z.enum([...CallType.options, 'conference']),
  durationS: z.number(),
  bytes: z.number().int(),
  /** Seconds that were lost on a full disk or while the engine stood still: silence in the sound, or missing at its end. */
  gapS: z.number(),
  /** `ready`: length fits the talk time and both sides were heard. Else what the check after the call found; `damaged`: it has a gap. `removed`: deleted to keep the disk free. */
  state: RecordingState,
});
export type Recording = z.infer<typeof Recording>;

/** GET /api/recordings (REC-2). */
export const recordingsList = defineList({
  name: 'recordings',
  title: { zh: '录音列表', en: 'Recordings' },
  columns: {
    startedAt: column.instant('时间', 'Time'),
    customerName: column.text('客户', 'Customer'),
    customerNumber: column.phone('客户号码', 'Number'),
    queueName: column.text('队列名', 'Queue name'),
    agentName: column.text('坐席', 'Agent'),
    extension: column.text('分机', 'Ext.'),
    type: column.choice('呼叫类型', 'Type', recordingTypeLabels),
    durationS: column.seconds('时长', 'Duration'),
    bytes: column.bytes('大小', 'Size'),
    state: column.choice('检查结果', 'Check result', recordingStateLabels),
  },
  filters: { ...callFilters, state: filter.choice('检查结果', 'Check result', recordingStateLabels) },
  sort: { by: 'startedAt', order: 'desc' },
});
export const RecordingQuery = recordingsList.query;
export type RecordingQuery = z.infer<typeof RecordingQuery>;

/** So many may be downloaded as one file. */
export const MOST_IN_A_ZIP = 20;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Query of GET /api/recordings/zip: `?ids=…,…`. How many there may be the service says. */
export const RecordingZipQuery = z.object({
  ids: z
    .string()
    .max(20_000)
    .regex(new RegExp(`^${UUID}(?:,${UUID})*$`)),
});

/** GET /api/recordings/:id/peaks: what a waveform is drawn of. */
export const RecordingPeaks = z.object({
  durationS: z.number(),
  /** Per channel (the customer's, then the agent's), of stretches of equal length: how loud it is at its loudest, 0 … 1. */
  peaks: z.array(z.array(z.number())),
});
export type RecordingPeaks = z.infer<typeof RecordingPeaks>;

export const recordingsErrors = {
  'recordings.tooMany': {
    status: 400,
    zh: '一次最多下载 {most} 条录音，当前选择了 {count} 条',
    en: 'At most {most} recordings can be downloaded at once. {count} are selected',
  },
  'recordings.missing': { status: 404, zh: '录音文件不存在或尚未保存完成', en: 'The recording file is missing or not ready yet' },
} as const satisfies Catalogue;
