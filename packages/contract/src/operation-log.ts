import { z } from 'zod';
import { column, defineList, filter, type Titled } from './list.ts';
import { Id, Instant } from './roles.ts';

/** What an agent did, or what was done to them: 登录 / 退出 / 置闲 / 置忙 */
export const OperationAction = z.enum(['signIn', 'signOut', 'ready', 'notReady']);
export type OperationAction = z.infer<typeof OperationAction>;

/** By whom: the agents themselves, a supervisor or administrator, or the system (missed calls …). */
export const OperationBy = z.enum(['self', 'supervisor', 'system']);
export type OperationBy = z.infer<typeof OperationBy>;

export const operationActionLabels = {
  signIn: { zh: '登录', en: 'Sign-in' },
  signOut: { zh: '退出', en: 'Sign-out' },
  ready: { zh: '置闲', en: 'Set ready' },
  notReady: { zh: '置忙', en: 'Set not ready' },
} as const satisfies Record<OperationAction, Titled>;

export const operationByLabels = {
  self: { zh: '本人', en: 'Agent' },
  supervisor: { zh: '组长', en: 'Supervisor' },
  system: { zh: '系统', en: 'System' },
} as const satisfies Record<OperationBy, Titled>;

/** A row of GET /api/operation-log (LOG-1). Names and numbers are those of then. */
export const Operation = z.object({
  id: Id,
  at: Instant,
  accountId: Id,
  agentName: z.string(),
  extension: z.string(),
  action: OperationAction,
  /** Null: signing in and out is of no queue. */
  queueId: Id.nullable(),
  queueName: z.string(),
  queueNumber: z.string(),
  /** Why not ready; `system:noAnswer` and others alike are the system's. */
  reason: z.string(),
  by: OperationBy,
  /** Of the supervisor; '' for the others. */
  byName: z.string(),
});
export type Operation = z.infer<typeof Operation>;

/** GET /api/operation-log */
export const operationLogList = defineList({
  name: 'operationLog',
  title: { zh: '操作日志', en: 'Operation log' },
  columns: {
    at: column.instant('时间', 'Time'),
    agentName: column.text('坐席', 'Agent'),
    extension: column.text('分机', 'Ext.'),
    action: column.choice('操作', 'Operation', operationActionLabels),
    queueName: column.text('队列名', 'Queue name'),
    queueNumber: column.text('队列号', 'Queue no.'),
    reason: column.text('原因', 'Reason'),
    by: column.choice('操作人', 'By', operationByLabels),
    byName: column.text('操作人姓名', 'Name of who did it'),
  },
  filters: {
    agentId: filter.agent('坐席', 'Agent'),
    queueId: filter.queue('队列', 'Queue'),
    action: filter.choice('操作', 'Operation', operationActionLabels),
    by: filter.choice('操作人', 'By', operationByLabels),
    from: filter.from('开始日期', 'From'),
    to: filter.to('结束日期', 'To'),
  },
  sort: { by: 'at', order: 'desc' },
});
export const OperationLogQuery = operationLogList.query;
export type OperationLogQuery = z.infer<typeof OperationLogQuery>;
