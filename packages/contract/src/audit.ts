import { z } from 'zod';
import { column, defineList, filter } from './list.ts';
import { Id, Instant } from './roles.ts';
import { Text } from './text.ts';

/** Of each field that was changed what it was and what it is; null: there was none, or is none. A field within another is `extension.number`. */
export const Changes = z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }));
export type Changes = z.infer<typeof Changes>;

/** A row of GET /api/audit (LOG-1). */
export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  /** Null: somebody who has not signed in, or the system. */
  accountId: Id.nullable(),
  /** As they are called, or were last; '' when nobody knows. */
  accountName: z.string(),
  /** `queues.update`: the word, and what was done. */
  action: z.string(),
  targetId: z.string().nullable(),
  /** Name or number of what was changed, where it can be found. */
  targetName: z.string(),
  changes: Changes.nullable(),
  /** What else is known of it. */
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** GET /api/audit */
export const auditList = defineList({
  name: 'audit',
  title: { zh: '管理日志', en: 'Audit trail' },
  columns: {
    at: column.instant('时间', 'Time'),
    accountName: column.text('操作人', 'By'),
    action: column.text('操作', 'Action'),
    targetName: column.text('对象', 'Object'),
  },
  filters: {
    accountId: filter.agent('操作人', 'By'),
    /** The word, with all that is done to it: `queues`. */
    word: filter.of('choice', '类别', 'Kind', Text(40).optional()),
    from: filter.from('开始日期', 'From'),
    to: filter.to('结束日期', 'To'),
  },
  sort: { by: 'at', order: 'desc' },
});
export const AuditQuery = auditList.query;
export type AuditQuery = z.infer<typeof AuditQuery>;
