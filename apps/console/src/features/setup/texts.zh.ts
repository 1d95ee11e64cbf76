export const zh = {
  setup: {
    title: '开通步骤',
    people: '添加坐席',
    queue: '新建队列',
    trunk: '接入中继',
    number: '设置呼入号码',
    call: '打通第一个电话',
    done: '已完成',
    open: '待完成',
    callHint: '用坐席账号登录，在操作面板拨打队列号码，或从外部拨打呼入号码。',
    hide: '不再显示',
  },
};
