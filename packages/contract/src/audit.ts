import { z } from 'zod';
import { column, defineList, filter, type Titled } from './list.ts';
import { Id, Instant } from './roles.ts';

/** Of each field that was changed what it was and what it is; null: there was none, or is none. A field within another is `extension.number`. */
export const Changes = z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }));
export type Changes = z.infer<typeof Changes>;

/** What entries are about: the first part of an action. */
export const auditWordLabels = {
  accounts: { zh: '账号', en: 'Accounts' },
  blacklist: { zh: '黑名单', en: 'Do-not-call list' },
  callbackPlans: { zh: '回访计划', en: 'Follow-ups' },
  callbacks: { zh: '登记回拨', en: 'Callbacks' },
  conferences: { zh: '会议', en: 'Conferences' },
  crmFields: { zh: '自定义字段', en: 'Custom fields' },
  customers: { zh: '客户', en: 'Customers' },
  dialLimits: { zh: '每日外呼上限', en: 'Daily limits' },
  dialRules: { zh: '拨号规则', en: 'Outbound routes' },
  extension: { zh: '分机自设', en: 'Own extension' },
  flows: { zh: '语音导航', en: 'IVR flows' },
  holidays: { zh: '节假日', en: 'Holidays' },
  inboundRoutes: { zh: '呼入规则', en: 'Inbound routes' },
  openingHours: { zh: '营业时间', en: 'Opening hours' },
  prompts: { zh: '语音', en: 'Prompts' },
  queues: { zh: '队列', en: 'Queues' },
  reasons: { zh: '置忙原因', en: 'Not-ready reasons' },
  recordings: { zh: '录音', en: 'Recordings' },
  serviceRecords: { zh: '服务记录', en: 'Service notes' },
  session: { zh: '登录', en: 'Sign-in' },
  setAsideFacts: { zh: '搁置事件', en: 'Set-aside events' },
  skills: { zh: '技能', en: 'Skills' },
  supervision: { zh: '监督', en: 'Monitoring' },
  supervisionSettings: { zh: '监督设置', en: 'Monitoring settings' },
  telephonySettings: { zh: '电话设置', en: 'Telephony settings' },
  testCustomer: { zh: '模拟来电', en: 'Test calls' },
  trunks: { zh: '中继', en: 'Trunks' },
  voicemail: { zh: '留言', en: 'Voicemail' },
} as const satisfies Record<string, Titled>;
export type AuditWord = keyof typeof auditWordLabels;

/** What each action is called; a test reads the server for those that have no text. */
export const auditActionLabels: Readonly<Record<string, Titled>> = {
  'accounts.create': { zh: '新建账号', en: 'Account created' },
  'accounts.update': { zh: '修改账号', en: 'Account changed' },
  'accounts.remove': { zh: '删除账号', en: 'Account deleted' },
  'accounts.newSipSecret': { zh: '重新生成 SIP 密码', en: 'New SIP password made' },
  'blacklist.create': { zh: '添加黑名单号码', en: 'Do-not-call number added' },
  'blacklist.update': { zh: '修改黑名单号码', en: 'Do-not-call number changed' },
  'blacklist.remove': { zh: '删除黑名单号码', en: 'Do-not-call number deleted' },
  'callbackPlans.create': { zh: '新建回访计划', en: 'Follow-up created' },
  'callbackPlans.update': { zh: '修改回访计划', en: 'Follow-up changed' },
  'callbackPlans.finish': { zh: '完成回访计划', en: 'Follow-up done' },
  'callbackPlans.remove': { zh: '删除回访计划', en: 'Follow-up deleted' },
  'callbacks.cancel': { zh: '取消登记回拨', en: 'Callback cancelled' },
  'conferences.create': { zh: '新建会议', en: 'Conference created' },
  'conferences.update': { zh: '修改会议', en: 'Conference changed' },
  'conferences.remove': { zh: '删除会议', en: 'Conference deleted' },
  'conferences.start': { zh: '开始会议', en: 'Conference started' },
  'conferences.end': { zh: '结束会议', en: 'Conference ended' },
  'conferences.invite': { zh: '邀请参加会议', en: 'Invited to a conference' },
  'conferences.callAgain': { zh: '重新呼叫参会人', en: 'Conference party called again' },
  'conferences.mute': { zh: '静音或取消静音参会人', en: 'Conference party muted or unmuted' },
  'conferences.removeParty': { zh: '移出参会人', en: 'Conference party removed' },
  'crmFields.create': { zh: '新建自定义字段', en: 'Custom field created' },
  'crmFields.update': { zh: '修改自定义字段', en: 'Custom field changed' },
  'crmFields.remove': { zh: '删除自定义字段', en: 'Custom field deleted' },
  'crmFields.order': { zh: '调整自定义字段顺序', en: 'Order of custom fields changed' },
  'customers.create': { zh: '新建客户', en: 'Customer created' },
  'customers.update': { zh: '修改客户', en: 'Customer changed' },
  'customers.remove': { zh: '删除客户', en: 'Customer deleted' },
  'dialLimits.update': { zh: '修改每日外呼上限', en: 'Daily limits of calls changed' },
  'dialRules.create': { zh: '新建拨号规则', en: 'Outbound route created' },
  'dialRules.update': { zh: '修改拨号规则', en: 'Outbound route changed' },
  'dialRules.remove': { zh: '删除拨号规则', en: 'Outbound route deleted' },
  'dialRules.order': { zh: '调整拨号规则顺序', en: 'Order of outbound routes changed' },
  'extension.doNotDisturb': { zh: '设置免打扰', en: 'Do not disturb set' },
  'extension.forward': { zh: '设置呼叫前转', en: 'Call forwarding set' },
  'flows.create': { zh: '新建语音导航', en: 'IVR flow created' },
  'flows.update': { zh: '修改语音导航草稿', en: 'IVR flow draft changed' },
  'flows.remove': { zh: '删除语音导航', en: 'IVR flow deleted' },
  'flows.publish': { zh: '发布语音导航', en: 'IVR flow published' },
  'flows.rollback': { zh: '回退语音导航版本', en: 'IVR flow rolled back' },
  'flows.export': { zh: '导出语音导航', en: 'IVR flow exported' },
  'flows.import': { zh: '导入语音导航', en: 'IVR flow imported' },
  'holidays.create': { zh: '新建节假日', en: 'Holiday created' },
  'holidays.update': { zh: '修改节假日', en: 'Holiday changed' },
  'holidays.remove': { zh: '删除节假日', en: 'Holiday deleted' },
  'holidays.import': { zh: '批量导入节假日', en: 'Holidays imported' },
  'inboundRoutes.create': { zh: '新建呼入规则', en: 'Inbound route created' },
  'inboundRoutes.update': { zh: '修改呼入规则', en: 'Inbound route changed' },
  'inboundRoutes.remove': { zh: '删除呼入规则', en: 'Inbound route deleted' },
  'inboundRoutes.order': { zh: '调整呼入规则顺序', en: 'Order of inbound routes changed' },
  'openingHours.create': { zh: '新建营业时间', en: 'Opening hours created' },
  'openingHours.update': { zh: '修改营业时间', en: 'Opening hours changed' },
  'openingHours.remove': { zh: '删除营业时间', en: 'Opening hours deleted' },
  'prompts.create': { zh: '新建语音', en: 'Prompt created' },
  'prompts.update': { zh: '修改语音', en: 'Prompt changed' },
  'prompts.replace': { zh: '更换语音内容', en: 'Sound of a prompt replaced' },
  'prompts.remove': { zh: '删除语音', en: 'Prompt deleted' },
  'queues.create': { zh: '新建队列', en: 'Queue created' },
  'queues.update': { zh: '修改队列', en: 'Queue changed' },
  'queues.remove': { zh: '删除队列', en: 'Queue deleted' },
  'reasons.replace': { zh: '修改置忙原因', en: 'Not-ready reasons changed' },
  'recordings.play': { zh: '播放录音', en: 'Recording played' },
  'recordings.download': { zh: '下载录音', en: 'Recording downloaded' },
  'serviceRecords.create': { zh: '新建服务记录', en: 'Service note created' },
  'session.signInFailed': { zh: '登录失败', en: 'Sign-in failed' },
  'session.oldPasswordWrong': { zh: '修改密码时原密码错误', en: 'Wrong old password when changing it' },
  'setAsideFacts.run': { zh: '重新处理搁置事件', en: 'Set-aside event run again' },
  'setAsideFacts.remove': { zh: '放弃搁置事件', en: 'Set-aside event given up' },
  'skills.create': { zh: '新建技能', en: 'Skill created' },
  'skills.update': { zh: '修改技能', en: 'Skill changed' },
  'skills.remove': { zh: '删除技能', en: 'Skill deleted' },
  'supervision.listen': { zh: '监听', en: 'Agent listened to' },
  'supervision.whisper': { zh: '密语', en: 'Whispered to an agent' },
  'supervision.barge': { zh: '强插', en: 'Barged into a call' },
  'supervision.release': { zh: '强拆', en: 'Customer disconnected' },
  'supervision.takeOver': { zh: '接管', en: 'Call taken over' },
  'supervision.pickUp': { zh: '代接来电', en: 'Call picked up' },
  'supervision.queueStates': { zh: '强制置闲、置忙', en: "Agent's state set" },
  'supervision.endWrapUp': { zh: '结束话后处理', en: 'Wrap-up ended' },
  'supervision.signOut': { zh: '强制退出', en: 'Agent signed out' },
  'supervisionSettings.update': { zh: '修改监督设置', en: 'Monitoring settings changed' },
  'telephonySettings.update': { zh: '修改电话设置', en: 'Telephony settings changed' },
  'testCustomer.call': { zh: '模拟客户来电', en: 'Test call from a customer' },
  'testCustomer.hangUp': { zh: '挂断模拟来电', en: 'Test call hung up' },
  'trunks.create': { zh: '新建中继', en: 'Trunk created' },
  'trunks.update': { zh: '修改中继', en: 'Trunk changed' },
  'trunks.remove': { zh: '删除中继', en: 'Trunk deleted' },
  'trunks.test': { zh: '测试中继', en: 'Trunk tested' },
  'trunks.testServers': { zh: '测试中继服务器', en: "Trunk's servers tested" },
  'voicemail.play': { zh: '播放留言', en: 'Message played' },
  'voicemail.download': { zh: '下载留言', en: 'Message downloaded' },
  'voicemail.handled': { zh: '留言标记为已处理', en: 'Message marked handled' },
  'voicemail.reopened': { zh: '留言标记为未处理', en: 'Message marked unhandled' },
};

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
  /** What the ids in it are called, as far as there are such rows today. */
  names: z.record(z.string(), z.string()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** GET /api/audit */
export const auditList = defineList({
  name: 'audit',
  title: { zh: '管理日志', en: 'Audit trail' },
  columns: {
    at: column.instant('时间', 'Time'),
    accountName: column.text('操作人', 'By', { sortable: false }),
    action: column.choice('操作', 'Action', auditActionLabels),
    targetName: column.text('对象', 'Object', { sortable: false }),
  },
  filters: {
    accountId: filter.agent('操作人', 'By'),
    /** Everything that is done to queues: `queues`. */
    word: filter.choice('类别', 'Kind', auditWordLabels),
    from: filter.from('开始日期', 'From'),
    to: filter.to('结束日期', 'To'),
  },
  sort: { by: 'at', order: 'desc' },
});
export const AuditQuery = auditList.query;
export type AuditQuery = z.infer<typeof AuditQuery>;
