export const inboundRoutes = {
  inboundRoutes: {
    title: '呼入号码',
    create: '新建呼入号码',
    edit: '编辑呼入号码：{{number}}',
    calledNumber: '呼入号码',
    calledNumberHint: '与运营商送来的被叫号码一致，可带 + 号',
    queue: '转到队列',
    description: '说明',
    empty: '还没有呼入号码',
    emptyHint: '把客户拨打的号码指向一个队列，来电才会进入。',
  },
};
