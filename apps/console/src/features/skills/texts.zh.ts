export const zh = {
  skills: {
    title: '技能',
    note: '级别 1–10，越高越熟练；队列和语音导航可以要求技能。',
    create: '新建技能',
    renameTitle: '技能改名：{{name}}',
    name: '技能名',
    agent: '坐席',
    level: '{{agent}} 的“{{skill}}”级别',
    noLevel: '无',
    saved: '已保存：{{agent}}，{{skill}}',
    searchAgent: '姓名或分机',
    empty: '还没有技能',
    emptyHint: '例如“英语”“退货”。新建后给坐席设置级别，来电就能分配给合适的人。',
    noAgents: '没有符合条件的坐席',
    failed: '技能加载失败',
  },
};
