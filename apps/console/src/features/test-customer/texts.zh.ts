export const zh = {
  testCustomer: {
    open: '测试来电',
    title: '测试客户来电',
    hint: '系统模拟一位客户呼入：客户会说话，听到坐席说完后会接着回应。通话最长 5 分钟，在通话记录中标为“测试”。',
    target: '客户呼叫',
    queues: '队列',
    numbers: '呼入规则',
    noTarget: '请先新建队列',
    call: '开始呼叫',
    hangUp: '结束测试',
    waiting: '客户正在呼叫 {{target}}，等待坐席接听',
    talking: '坐席已接听，正在与测试客户通话',
    endsIn: '自动结束',
  },
};
