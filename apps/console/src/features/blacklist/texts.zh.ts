export const zh = {
  blacklist: {
    title: '黑名单',
    note: '名单中的号码任何人都不能外呼，手动、回拨和自动外呼都一样。',
    create: '添加号码',
    edit: '编辑 {{number}}',
    number: '号码',
    numberHint: '+86、0086 和手机号前的 0 会自动去掉，写法不同也是同一个号码。',
    reason: '原因',
    updatedBy: '最后更新人',
    updatedAt: '最后更新时间',
    empty: '黑名单是空的',
    emptyHint: '要求不再被呼叫的客户，请把号码加到这里。',
  },
};
