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
    callHint: '请先在另一个浏览器中登录坐席账号，再从这里发起测试来电。',
    hide: '不再显示',
  },
};
