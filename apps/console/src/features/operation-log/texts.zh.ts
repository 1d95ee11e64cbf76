import { inLanguage, operationActionLabels, operationByLabels } from '@zuoxi/contract';

export const zh = {
  operationLog: {
    title: '操作日志',
    at: '时间',
    agent: '坐席',
    extension: '分机',
    action: '操作',
    actions: inLanguage(operationActionLabels, 'zh'),
    queue: '队列',
    queueName: '队列名',
    queueNumber: '队列号',
    reason: '原因',
    by: '操作人',
    byWhom: inLanguage(operationByLabels, 'zh'),
    bySupervisor: '{{name}}（组长）',
    empty: '还没有操作日志',
    emptyHint: '坐席登录、退出、置忙和置闲后，记录会出现在这里。',
  },
};
