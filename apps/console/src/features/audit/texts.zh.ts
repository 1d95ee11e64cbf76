import { auditWordLabels, inLanguage } from '@zuoxi/contract';

export const zh = {
  audit: {
    title: '管理日志',
    note: '谁在什么时候修改了什么。记录只增不改，也不能删除。',
    at: '时间',
    by: '操作人',
    nobody: '未登录',
    action: '操作',
    target: '对象',
    changes: '修改内容',
    word: '类别',
    words: inLanguage(auditWordLabels, 'zh'),
    detail: '操作详情',
    field: '项目',
    before: '修改前',
    after: '修改后',
    unchanged: '保存时没有改动任何内容。',
    further: '其他信息',
    more: '另外 {{count}} 项',
    empty: '还没有管理日志',
    emptyHint: '新建、修改或删除任何设置后，记录会出现在这里。',
  },
};
